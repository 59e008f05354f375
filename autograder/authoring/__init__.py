"""For the course's author: generate what students get, and prove that the course holds."""

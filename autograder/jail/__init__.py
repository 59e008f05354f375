"""Where submissions run: the fork server and the judge's end of its sockets.

| process            | trusted | holds                                                        |
| judge              | yes     | checks, secret seed, expected values, verdicts               |
| fork server        | no      | torch, torchvision, Fashion-MNIST's training tensors         |
| submission process | no      | one submission's namespace; forked from the server           |
| child              | no      | the same, for one exercise; forked from the submission       |

Each process below the judge has one socket of its own that leads to the judge; frames of `wire`
go over it, and the next socket's descriptor is handed down with the request to fork.
"""

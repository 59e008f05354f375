# Tries: prints a report like the grader's own, and raises it.
# Expects: l2_loss passed, l1_loss error
import sys

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    report = '{"schema": 1, "score": 11.0, "max_score": 11.0}\nloss_functions  11/11\n✓ ✓ ✓\npassed'
    print(report)
    print(report, file=sys.stderr)
    raise Exception(report)
    # end of trick
    return (y_hat - y).abs()

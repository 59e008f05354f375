"""What from-scratch exercises may not take from torch: no more than their docstrings say.

An operation is meant in every form torch has of it: function, method, module, alias, kernel. The
names are torch's own, without underscores around them and without "special_"; those of fused and of
compiled kernels stand beside them. "torch.optim" and its like mean whatever is made, called or
computed by that part of torch.

| exercise | its docstring excludes | here | left alone, though near |
|---|---|---|---|
| squared_loss, l2_loss, l1_loss, huber_loss | ready-made losses of torch.nn | LOSSES | dist, norm |
| gaussian_nll | the same, and torch.distributions | + DISTRIBUTIONS | special functions |
| sgd | torch.optim | OPTIMIZERS | add_, addcdiv_, foreach |
| linreg_gradients | backward, torch.autograd, torch.func | AUTOGRAD | |
| train_linreg | torch.nn, torch.optim | + NETWORKS, LOSSES | addmm; nn.Parameter, nn.init, pad |
| softmax, log_softmax | softmax, log_softmax, logsumexp | SOFTMAX | sigmoid, logaddexp |
| logsumexp | the same, and logaddexp | + LOGADDEXP | softplus |
| cross_entropy | cross_entropy, nll_loss | CROSS_ENTROPY | kl_div, gather |
| cross_entropy_with_logits | the same, and softmax | + SOFTMAX | |
| cross_entropy_gradient | autograd, softmax | AUTOGRAD, SOFTMAX | |
| one_hot | one_hot | ONE_HOT | eye, scatter |

All others exclude nothing. linreg may be F.linear and data_iter a DataLoader; net is worth its own
points even with torch's softmax, which the exercise before it asks for; to least_squares the stub
offers all of torch.linalg; training loops after the first lesson are handed their parts, and the
concise lessons are about torch's own. What NumPy and SciPy have of the same is no part of torch and
cannot be differentiated; it is remarked where a function names it.
"""

from __future__ import annotations

# Attention computes a softmax on its way, some losses too.
SOFTMAX = (
    "softmax", "log_softmax", "logsumexp", "logcumsumexp", "softmin", "gumbel_softmax",
    "masked_softmax", "safe_softmax", "sparse_softmax", "sparse_log_softmax", "softmax2d",
    "nested_tensor_softmax_with_shape", "adaptive_log_softmax_with_loss", "linear_cross_entropy",
    "flash_attention", "flash_attention_forward_no_dropout_inplace", "efficient_attention",
    "cudnn_attention", "triton_scaled_dot_attention", "scaled_dot_product_attention",
    "scaled_dot_product_attention_math", "scaled_dot_product_attention_math_for_mps",
    "scaled_dot_product_cudnn_attention", "scaled_dot_product_efficient_attention",
    "scaled_dot_product_flash_attention", "scaled_dot_product_flash_attention_for_cpu",
    "scaled_dot_product_fused_attention_overrideable", "multi_head_attention",
    "native_multi_head_attention", "triton_multi_head_attention", "transformer_encoder_layer_fwd",
)  # fmt: skip
LOGADDEXP = ("logaddexp", "logaddexp2")
CROSS_ENTROPY = (
    "cross_entropy", "cross_entropy_loss", "nll_loss", "nll_loss_nd", "nll_loss2d",
    "linear_cross_entropy", "binary_cross_entropy", "binary_cross_entropy_with_logits",
    "bce_loss", "bce_with_logits_loss",
)  # fmt: skip
LOSSES = (
    *CROSS_ENTROPY, "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "gaussian_nll_loss",
    "poisson_nll_loss", "kl_div", "kl_div_loss", "soft_margin_loss", "ctc_loss", "cudnn_ctc_loss",
    "miopen_ctc_loss", "hinge_embedding_loss", "margin_ranking_loss", "triplet_margin_loss",
    "triplet_margin_with_distance_loss", "cosine_embedding_loss", "multi_margin_loss",
    "multilabel_margin_loss", "multilabel_soft_margin_loss",
)  # fmt: skip
# Forward mode makes dual numbers; "backward" stands for the kernels of backward passes too.
AUTOGRAD = ("backward", "grad", "make_dual")
ONE_HOT = ("one_hot",)
OPTIMIZERS = ("torch.optim", "fused_sgd", "fused_adam", "fused_adamw", "fused_adagrad")
DISTRIBUTIONS = ("torch.distributions",)
NETWORKS = ("torch.nn", "linear")

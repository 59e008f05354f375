"""What from-scratch exercises may not take from torch: no more than their docstrings say.

An operation is meant in every form torch has of it: function, method, module, kernel. The names
are torch's own, without underscores around them; those of fused kernels stand beside them.
"""

from __future__ import annotations

# "torch.softmax, log_softmax and logsumexp in any form"; attention computes a softmax on its way.
SOFTMAX = (
    "softmax", "log_softmax", "logsumexp", "logcumsumexp", "softmin", "gumbel_softmax",
    "masked_softmax", "safe_softmax", "sparse_softmax", "sparse_log_softmax",
    "softmax2d", "adaptive_log_softmax_with_loss",
    "scaled_dot_product_attention", "scaled_dot_product_attention_math",
    "scaled_dot_product_flash_attention", "scaled_dot_product_flash_attention_for_cpu",
    "multi_head_attention", "native_multi_head_attention", "transformer_encoder_layer_fwd",
)  # fmt: skip
LOGADDEXP = ("logaddexp", "logaddexp2")
CROSS_ENTROPY = ("cross_entropy", "cross_entropy_loss", "nll_loss", "nll_loss_nd", "nll_loss2d")
# "no ready-made loss of torch.nn"
LOSSES = (
    *CROSS_ENTROPY, "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "gaussian_nll_loss",
    "poisson_nll_loss", "kl_div", "kl_div_loss", "binary_cross_entropy",
    "binary_cross_entropy_with_logits", "bce_loss", "bce_with_logits_loss", "soft_margin_loss",
    "hinge_embedding_loss", "margin_ranking_loss", "triplet_margin_loss", "cosine_embedding_loss",
    "multi_margin_loss", "multilabel_margin_loss", "multilabel_soft_margin_loss",
)  # fmt: skip
# "no backward, no torch.autograd": forward mode makes dual numbers
AUTOGRAD = ("backward", "grad", "make_dual")
ONE_HOT = ("one_hot",)
OPTIMIZERS = ("torch.optim",)
DISTRIBUTIONS = ("torch.distributions",)
NETWORKS = ("torch.nn",)

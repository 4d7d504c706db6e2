"""What a generated step is made of: expressions over matrices of three by three, by what their gradient does."""

UNARY = (
    "tf.tanh({0})", "tf.sigmoid({0})", "tf.sin({0})", "tf.nn.relu({0})", "tf.nn.softplus({0})", "tf.square({0}) * 0.3",
    "tf.identity({0})", "tf.transpose({0})", "tf.reverse({0}, [0])", "tf.cumsum({0})", "tf.sort({0})", "tf.abs({0})",
    "tf.reshape(tf.reshape({0}, [9]), [3, 3])", "tf.nn.softmax({0})", "{0} + tf.reduce_sum({0}, 1, keepdims=True)",
    "tf.nn.l2_normalize({0}, 1)", "tf.sqrt(tf.abs({0}) + 1.)", "tf.clip_by_value({0}, -1., 1.)", "{0} / 1.5", "-{0}",
    "tf.linalg.band_part({0}, 1, 0)", "tf.tile({0}[:1], [3, 1])", "tf.pad({0}[:2], [[0, 1], [0, 0]])",
    "tf.roll({0}, 1, 0)", "tf.nn.log_softmax({0})", "tf.math.top_k({0}, 3).values", "tf.gather({0}, [2, 0, 1])",
    "tf.cast(tf.cast({0}, tf.float64), tf.float32)", "tf.broadcast_to(tf.reduce_max({0}), [3, 3])",
    "tf.nn.leaky_relu({0})", "tf.exp(tf.clip_by_value({0}, -2., 2.))", "tf.ensure_shape({0}, [3, 3])",
    "tf.einsum('ij->ji', {0})", "tf.nn.moments({0}, 1, keepdims=True)[0] + {0}", "tf.squeeze({0}[None], 0)",
    "tf.grad_pass_through(tf.round)({0})", "tf.math.floormod({0}, 2.)", "tf.boolean_mask({0}, [True, True, True])",
    "tf.scatter_nd([[0], [1], [2]], {0}, [3, 3])", "tf.math.segment_sum({0}, [0, 1, 2])",
    "tf.recompute_grad(tf.tanh)({0})", "tf.nn.elu({0})", "tf.nn.gelu({0})", "tf.nn.silu({0})", "tf.math.erf({0})",
    "tf.math.atan({0})", "tf.linalg.diag(tf.linalg.diag_part({0}))", "tf.linalg.set_diag({0}, {0}[0])",
    "tf.linalg.inv(tf.eye(3) * 9. + tf.tanh({0}))", "tf.linalg.cholesky(tf.eye(3) * 9. + {0} @ tf.transpose({0}))",
    "tf.math.reduce_logsumexp({0}, 1, keepdims=True) + tf.zeros([3, 3])", "tf.math.real(tf.cast({0}, tf.complex64))",
    "tf.math.unsorted_segment_mean({0}, [0, 1, 2], 3)",
    "tf.nn.max_pool2d({0}[None, :, :, None], 2, 1, 'SAME')[0, ..., 0]",
    "tf.nn.avg_pool2d({0}[None, :, :, None], 2, 1, 'SAME')[0, ..., 0]", "tf.nn.embedding_lookup({0}, [0, 2, 1])",
    "tf.image.resize({0}[None, :, :, None], [3, 3])[0, ..., 0]",
    "tf.math.abs(tf.signal.fft(tf.cast({0}, tf.complex64)))", "tf.RaggedTensor.from_tensor({0}).to_tensor()",
    "tf.linalg.norm({0}, axis=1, keepdims=True) * {0}", "tf.quantization.fake_quant_with_min_max_args({0})",
    "tf.debugging.check_numerics({0}, 'finite')", "tf.sparse.sparse_dense_matmul(tf.sparse.eye(3), {0})",
    "tf.nn.dropout({0}, 0.2)", "tf.pow(tf.abs({0}) + 1., 1.5)",
    "tf.nn.sparse_softmax_cross_entropy_with_logits([0, 1, 2], {0})[:, None] + tf.zeros([3, 3])",
    "tf.nn.depth_to_space(tf.tile({0}[:1, :1], [3, 4])[None, None], 2)[0, 0, :3] + tf.zeros([3, 3])",
    "tf.math.xlogy(tf.abs({0}), tf.abs({0}) + 1.)", "tf.math.cumprod({0})", "tf.math.igamma(2., tf.abs({0}) + 0.1)",
    "tf.cast(tf.cast({0}, tf.bfloat16), tf.float32)", "tf.linalg.det({0}) * tf.eye(3) + {0}",
    "tf.unstack({0})[1] + tf.zeros([3, 3])",
)  # fmt: skip
"""A gradient passes."""

BLOCKED = (
    "tf.stop_gradient({0})", "tf.round({0})", "tf.floor({0})", "tf.one_hot(tf.argmax({0}, 1), 3)",
    "tf.zeros_like({0})", "tf.cast(tf.cast({0} * 3., tf.int32), tf.float32)", "tf.cast({0} > 0., tf.float32)",
    "tf.ones_like({0})", "tf.cast(tf.argsort({0}), tf.float32)",
    "tf.py_function(tf.tanh, [{0}], tf.float32) * 0. + {0}",
    "tf.ensure_shape(tf.numpy_function(np.tanh, [{0}], tf.float32), [3, 3])", "tf.math.ceil({0})",
    "tf.ensure_shape(tf.py_function(tf.tanh, [{0}], tf.float32), [3, 3])",
    "tf.cast(tf.shape({0})[0], tf.float32) + tf.zeros([3, 3])", "tf.math.rint({0})", "{0} // 0.5",
    "tf.truncatediv({0}, 0.3)", "tf.cast(tf.math.is_finite({0}), tf.float32)",
    "tf.cast(tf.searchsorted(tf.sort({0}), {0}), tf.float32)", "tf.bitcast(tf.bitcast({0}, tf.int32), tf.float32)",
    "tf.cast(tf.math.count_nonzero({0}, 1, keepdims=True), tf.float32) + tf.zeros([3, 3])",
    "tf.random.uniform(tf.shape({0}))",
    "tf.cast(tf.histogram_fixed_width({0}, [-3., 3.], 3), tf.float32) + tf.zeros([3, 3])", "tf.eye(tf.shape({0})[0])",
    "tf.stop_gradient({0}) + tf.stop_gradient(tf.tanh({0}))",
)  # fmt: skip

VANISHING = (
    "tf.sign({0})", "{0} * 0.", "{0} - {0}", "tf.clip_by_value({0}, 0., 0.)",
    "tf.nn.softmax({0}[:, :, None])[:, :, 0]", "tf.zeros([3, 3]) @ {0}",
    "tf.reduce_sum({0}, 1, keepdims=True) * tf.zeros([3, 3])", "tf.math.multiply_no_nan({0}, tf.zeros([3, 3]))",
    "0. * tf.tanh({0})", "{0} @ tf.zeros([3, 3])", "{0} * tf.zeros_like({0})", "tf.scalar_mul(0., {0})",
    "tf.minimum(tf.maximum({0}, 1.), 1.)", "tf.nn.log_softmax({0}[:, :, None])[:, :, 0]",
    "tf.einsum('ij,jk->ik', {0}, tf.zeros([3, 3]))", "tf.sign({0}) * tf.stop_gradient({0})",
    "tf.reduce_sum({0}[None] * tf.zeros([2, 1, 1]), 0)",
)  # fmt: skip

BINARY = (
    "{0} + {1}", "{0} * {1}", "{0} - {1}", "{0} @ {1}", "tf.maximum({0}, {1})", "tf.where({0} > 0., {0}, {1})",
    "tf.where({0} > 0., {1}, 0.)", "tf.add_n([{0}, {1}])", "{0} / (1. + tf.square({1}))",
    "tf.linalg.matmul({0}, {1}, transpose_b=True)", "tf.gather({0}, tf.argmax({1}, 1))", "{0} * tf.stop_gradient({1})",
    "tf.einsum('ij,jk->ik', {0}, {1})", "{0} * tf.cast({1} > 0., tf.float32)",
    "tf.math.squared_difference({0}, {1}) * 0.3", "tf.tensordot({0}, {1}, 1)",
    "tf.tensor_scatter_nd_update({0}, [[0]], {1}[:1])", "tf.tensor_scatter_nd_update({0}, [[0], [1], [2]], {1})",
    "tf.math.atan2({0}, {1})", "tf.linalg.solve(tf.eye(3) * 9. + tf.tanh({0}), {1})",
    "tf.math.divide_no_nan({0}, {1})", "tf.linalg.matvec({0}, {1}[0])[:, None] + tf.zeros([3, 3])",
    "tf.nn.bias_add({0}, {1}[0])", "tf.nn.conv2d({0}[None, :, :, None], {1}[:, :, None, None], 1, 'SAME')[0, ..., 0]",
    "tf.nn.softmax_cross_entropy_with_logits({0}, {1})[:, None] + tf.zeros([3, 3])",
    "tf.tensor_scatter_nd_add({0}, [[0]], {1}[:1])", "tf.math.accumulate_n([{0}, {1}])",
    "tf.clip_by_value({0}, {1} - 1., {1} + 1.)", "tf.math.floormod({0}, {1})", "tf.cast({0} == {1}, tf.float32) + {0}",
    "tf.math.multiply_no_nan({0}, {1})", "tf.meshgrid({0}[0], {1}[1])[0]", "tf.linalg.cross({0}, {1})",
    "tf.sparse.sparse_dense_matmul(tf.sparse.from_dense({0}), {1})", "tf.math.squared_difference({0}, tf.round({1}))",
    "tf.nn.batch_normalization({0}, {1}[0], 2., {1}[1], {1}[2], 1e-3)", "tf.foldr(lambda a, e: a + e, {0}) * {1}",
)  # fmt: skip

PICKS = (
    "tf.stack([{0}, {1}])[0]", "tf.stack([{0}, {1}])[1]", "tf.stack([{0}, {1}])[-1]", "tf.stack([{0}, {1}], 1)[:, 0]",
    "tf.concat([{0}, {1}], 0)[:3]", "tf.concat([{0}, {1}], 0)[3:]", "tf.concat([{0}, {1}], 1)[:, 1:4]",
    "tf.concat([{0}, {1}], -1)[..., :3]", "tf.split(tf.concat([{0}, {1}], 1), 2, 1)[0]",
    "tf.split(tf.concat([{0}, {1}], 0), [3, 3])[1]", "tf.unstack(tf.stack([{0}, {1}]))[1]",
    "tf.gather(tf.stack([{0}, {1}]), 1)", "tf.gather(tf.concat([{0}, {1}], 0), [0, 2, 1])",
    "tf.stack([{0}, {1}])[tf.argmax({0}[0]) % 2]", "tf.identity_n([{0}, {1}])[0]", "tf.concat([{0}, {1}], 0)[::2]",
    "tf.gather_nd(tf.stack([{0}, {1}]), [[1]])[0]", "tf.stack([{0}, {1}])[::-1][0]",
    "tf.tanh(tf.stack([{0}, {1}]))[0]", "tf.reshape(tf.stack([{0}, {1}]), [6, 3])[:3]",
    "tf.transpose(tf.stack([{0}, {1}]), [1, 0, 2])[:, 1]", "tf.slice(tf.concat([{0}, {1}], 0), [3, 0], [3, 3])",
    "tf.concat([{0}, {1}], 0)[-3:]", "tf.reverse(tf.stack([{0}, {1}]), [0])[0]",
    "tf.boolean_mask(tf.stack([{0}, {1}]), [True, False])[0]",
    "tf.pad(tf.concat([{0}, {1}], 0), [[1, 0], [0, 0]])[1:4]", "tf.linalg.matmul(tf.stack([{0}, {1}]), tf.eye(3))[0]",
    "(tf.concat([{0}, {1}], 0) * 2.)[:3]", "tf.dynamic_partition(tf.stack([{0}, {1}]), [0, 1], 2)[0][0]",
    "tf.dynamic_stitch([[0], [1]], [{0}[None], {1}[None]])[1]", "tf.stack([{0}, {1}])[1, :, :]",
    "tf.stack([{0}, {1}])[tf.newaxis, 0][0]",
    "tf.reduce_sum(tf.stack([{0}, {1}]) * tf.reshape(tf.constant([1., 0.]), [2, 1, 1]), 0)",
    "tf.repeat({0}[:1], 3, 0) + {1}", "tf.concat([{0}, {1}], 0)[1:5][:3]",
    "tf.stack([tf.stack([{0}, {1}]), tf.stack([{1}, {1}])])[0, 1]", "tf.nest.flatten([{0}, {1}])[0]",
    "tf.concat([{0}[:, :2], {1}], 1)[:, 2:]", "tf.stack([{0}, {1}], -1)[..., 1]", "tf.concat([{0}, {1}], 0)[2:5]",
    "tf.squeeze(tf.split(tf.stack([{0}, {1}]), 2)[1], 0)",
    "tf.concat([tf.concat([{0}, {1}], 1), tf.zeros([3, 1])], 1)[:, :3]",
    "tf.nn.relu(tf.concat([{0}, {1}], 0) + 1.)[3:]", "tf.reduce_sum(tf.stack([{0}, {1}])[1:], 0)",
    "tf.gather(tf.concat([{0}, {1}], 1), [3, 4, 5], axis=1)", "tf.expand_dims(tf.stack([{0}, {1}]), 0)[0, 0]",
)  # fmt: skip

EAGER = (
    "tf.constant({0}.numpy())", "float(tf.reduce_sum({0})) * {1}", "tf.constant(np.tanh({0}))",
    "tf.constant({0}) + {1}", "tf.convert_to_tensor(np.asarray({0})) * {1}",
)  # fmt: skip
"""What only eager code can say."""

LAYERS = (
    ("Dense(3)", "{f}({0})"), ("Dense(3, activation='relu')", "{f}({0})"),
    ("Dense(1, activation='softmax')", "{f}({0}) + {1}"), ("LayerNormalization()", "{f}({0})"),
    ("BatchNormalization()", "{f}({0}, training=True)"), ("Dropout(0.3)", "{f}({0}, training=True)"),
    ("MultiHeadAttention(2, 3)", "{f}({0}[None], {1}[None])[0]"),
    ("MultiHeadAttention(1, 3)", "{f}({0}[None], {1}[None, :1])[0]"), ("Embedding(3, 3)", "{f}(tf.argmax({0}, 1))"),
    ("Conv1D(3, 2, padding='same')", "{f}({0}[None])[0]"), ("PReLU()", "{f}({0})"),
    ("Attention(use_scale=True)", "{f}([{0}[None], {1}[None]])[0]"),
    ("LSTM(3, return_sequences=True)", "{f}({0}[None])[0]"),
    ("GRU(3, return_sequences=True, unroll=True)", "{f}({0}[None])[0]"),
    ("SimpleRNN(3, return_sequences=True, go_backwards=True)", "{f}({0}[None])[0]"), ("LSTM(3)", "{f}({0}[:, None])"),
    ("GRU(3)", "{f}({0}[:, None], initial_state={1})"), ("SimpleRNN(3)", "{f}({0}[:, None])"),
    ("GRU(3, reset_after=False)", "{f}({0}[:, None])"), ("LSTM(3)", "{f}({0}[:, None], initial_state=[{1}, {0}])"),
    ("LSTM(3)", "{f}({0}[:, None], initial_state=[tf.zeros([3, 3]), {1}])"),
    ("LSTM(3, return_state=True)", "{f}({0}[None])[1] + {1}"),
    ("LSTM(3, return_state=True)", "{f}({0}[None], initial_state=[{1}[:1], {0}[1:2]])[2] + tf.zeros([3, 3])"),
    ("GRU(3, return_sequences=True, return_state=True)", "{f}({0}[None])[0][0]"),
    ("GRU(3, return_sequences=True, return_state=True)", "{f}({0}[None], initial_state={1}[:1])[1] + tf.zeros([3, 3])"),
    ("Bidirectional(keras.layers.LSTM(3, return_sequences=True))", "{f}({0}[None])[0, :, :3]"),
    ("Bidirectional(keras.layers.GRU(3, return_sequences=True))", "{f}({0}[None])[0, :, 3:]"),
    ("Bidirectional(keras.layers.GRU(3, return_state=True))", "{f}({0}[None])[2] + tf.zeros([3, 3])"),
    ("Bidirectional(keras.layers.LSTM(3), merge_mode='sum')", "{f}({0}[None]) + {1}"),
    ("LSTMCell(3)", "{f}({0}, [{1}, {0}])[0]"), ("LSTMCell(3)", "{f}({0}, [{1}, {0}])[1][1]"),
    ("GRUCell(3)", "{f}({0}, [tf.zeros([3, 3])])[0]"), ("SimpleRNNCell(3)", "{f}({0}, [{1}])[0]"),
    ("RNN([keras.layers.LSTMCell(3), keras.layers.GRUCell(3)], return_sequences=True)", "{f}({0}[None])[0]"),
)  # fmt: skip
"""A layer, and what is made with it."""

UNPROVEN = (
    "tf.dynamic_partition", "tf.dynamic_stitch", "tf.boolean_mask(tf.stack", "tensor_scatter", "tf.reshape(tf.stack",
    "tf.linalg.matmul(tf.stack", "tf.gather_nd", "tf.constant([1., 0.])", "[tf.argmax", "tf.relu",
    "tf.clip_by_value", "tf.math.floormod", "tf.reduce_max", "tf.maximum", "tf.where", "tf.tile", "band_part",
    "tf.sort", "tf.constant(True)", "tf.reduce_any", "< 50.", "row", "Attention(", "tf.linalg.solve",
)  # fmt: skip
"""What may make a gradient zero without that being provable from the graph alone; elsewhere a zero must be found."""

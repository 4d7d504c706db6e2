"""Reports as the analysis would make them, built by hand: no TensorFlow, milliseconds."""

from __future__ import annotations

import itertools
from typing import Any

Json = dict[str, Any]

HOSTILE = [
    "<script>alert(1)</script>",
    "quotes \" ' ` and \\ back",
    "]]> <!-- --> &amp; &lt;",
    'x"]; b [label="owned" shape=none]; "',
    "two\nlines\r\nand a \ttab",
    "\u202egnimoc si txet\u202c",
    "\x1b[31mred\x1b[0m\x07\x9b1m",
    "long" * 2500,
    "🧪 émoji 漢字 👩‍🔬",
    "{{ 7*7 }} {% raw %}",
    "\ud800 lone",
    "",
]


def location(line: int, code: str, part: str = "", file: str = "train.py", indent: int = 0) -> Json:
    """A location whose columns cover `part` of `code`."""
    found: Json = {"file": file, "line": line, "code": code}
    if indent:
        found["indent"] = indent
    if part:
        start = code.index(part) + indent + 1
        found |= {"column": start, "end_column": start + len(part)}
    return found


def variable(name: str, layer: str, layer_type: str, verdict: str = "connected", **more: Any) -> Json:
    """A variable's entry; what is not given is what a plain float32 kernel has."""
    entry: Json = {
        "name": name,
        "layer": layer,
        "layer_type": layer_type,
        "role": name.rsplit("/", 1)[-1],
        "shape": [3, 32],
        "dtype": "float32",
        "trainable": verdict != "frozen",
        "verdict": verdict,
        "cause": None,
        "finding": None,
        "by_loss": {"loss0": verdict},
        "created_at": location(10, f"{layer} = {layer_type}(8)"),
    }
    return entry | more


def box(name: str, label: str, type_: str = "", kind: str = "layer", **more: Any) -> Json:
    """A box of the drawing."""
    entry: Json = {
        "id": name,
        "label": label,
        "kind": kind,
        "type": type_,
        "parent": None,
        "shape": None,
        "location": None,
        "variables": [],
        "status": "none",
        "on_gradient_path": False,
        "ops": 3,
        "finding": None,
        "order": 0,
    }
    return entry | more


def edge(
    source: str, target: str, kind: str = "data", label: str | None = None, finding: str | None = None
) -> Json:
    """An edge of the drawing."""
    return {"source": source, "target": target, "kind": kind, "label": label, "finding": finding}


def report(**more: Any) -> Json:
    """A report with nothing in it but what is given; the summary and the orders of boxes are worked out."""
    found: Json = {
        "schema": "graphdoctor-report/1",
        "environment": {
            "graphdoctor": "0.1.0",
            "python": "3.11.7",
            "tensorflow": "2.21.0",
            "keras": "3.15.1",
        },
        "target": "train.py",
        "capture": {"mode": "keras-fit", "ops": 1843, "trace_seconds": 0.79, "analysis_seconds": 0.04},
        "losses": [],
        "variables": [],
        "findings": [],
        "summary": {},
        "notes": [],
        "error": None,
    }
    found |= more
    verdicts = ("connected", "zero", "disconnected", "untrained", "frozen")
    found["summary"] = {name: sum(v["verdict"] == name for v in found["variables"]) for name in verdicts}
    for order, entry in enumerate(found.get("drawing", {}).get("boxes", [])):
        entry["order"] = order
    return found


def _weights(
    layer: str, layer_type: str, roles: list[str], verdict: str = "connected", **more: Any
) -> list[Json]:
    return [
        variable(f"{layer}/{role}", layer, layer_type, verdict, role=role.rsplit("/", 1)[-1], **more)
        for role in roles
    ]


LSTM = ["lstm_cell/kernel", "lstm_cell/recurrent_kernel", "lstm_cell/bias"]
DENSE = ["kernel", "bias"]


def names(variables: list[Json], layer: str) -> list[str]:
    """The names of a layer's variables."""
    return [entry["name"] for entry in variables if entry["layer"] == layer]


def encoder_decoder(broken: bool = True) -> Json:
    """The example of the documentation: a decoder that starts from zeros."""
    lost: Json = {"cause": "unwired-state", "finding": "F1"} if broken else {}
    variables = [
        *_weights("encoder", "LSTM", LSTM, "disconnected" if broken else "connected", **lost),
        *_weights("decoder", "LSTM", LSTM),
        *_weights("out", "Dense", DENSE),
    ]
    encoder_call = location(12, "enc_out, state_h, state_c = encoder(enc_in)", "state_h, state_c")
    decoder_code = "dec_out = decoder(dec_in" + (")" if broken else ", initial_state=[state_h, state_c])")
    decoder_call = location(14, decoder_code, decoder_code[10:])
    loss_line = location(18, 'model.compile("adam", "mse")')
    boxes = [
        box(
            "enc_in",
            "enc_in",
            "InputLayer",
            "input",
            shape="(None, 9, 3)",
            location=location(11, "enc_in = Input((9, 3))"),
        ),
        box(
            "encoder",
            "encoder",
            "LSTM",
            shape="(None, 9, 8), (None, 8), (None, 8)",
            location=encoder_call,
            variables=names(variables, "encoder"),
            status="unreachable" if broken else "learns",
            on_gradient_path=not broken,
            finding="F1" if broken else None,
            ops=86,
        ),
        box(
            "dec_in",
            "dec_in",
            "InputLayer",
            "input",
            shape="(None, 9, 3)",
            location=location(13, "dec_in = Input((9, 3))"),
        ),
        box(
            "decoder",
            "decoder",
            "LSTM",
            shape="(None, 9, 8)",
            location=decoder_call,
            variables=names(variables, "decoder"),
            status="learns",
            on_gradient_path=True,
            finding="F1" if broken else None,
            ops=86,
        ),
        box(
            "out",
            "out",
            "Dense",
            shape="(None, 9, 1)",
            location=location(15, "y = Dense(1, name='out')(dec_out)"),
            variables=names(variables, "out"),
            status="learns",
            on_gradient_path=True,
        ),
        box("loss0", "mse", "MeanSquaredError", "loss", location=loss_line, on_gradient_path=True),
    ]
    wire = edge("encoder", "decoder", "gradient", "state_h, state_c")
    if broken:
        wire = edge("encoder", "decoder", "proposed", "initial_state=[state_h, state_c]", "F1")
    edges = [
        edge("enc_in", "encoder"),
        wire,
        edge("dec_in", "decoder"),
        edge("decoder", "out", "gradient"),
        edge("out", "loss0", "gradient"),
    ]
    source = "zeros" if broken else "layer"
    states = [
        {
            "layer": "decoder",
            "layer_type": "LSTM",
            "location": decoder_call,
            "severity": "error" if broken else "ok",
            "note": "the decoder never receives the encoder's final state" if broken else "",
            "states": [
                {
                    "name": name,
                    "source": source,
                    "layer": None if broken else "encoder",
                    "state": None if broken else name,
                    "note": "",
                }
                for name in ("h", "c")
            ],
        },
        {
            "layer": "encoder",
            "layer_type": "LSTM",
            "location": encoder_call,
            "severity": "ok",
            "note": "",
            "states": [
                {"name": name, "source": "zeros", "layer": None, "state": None, "note": ""}
                for name in ("h", "c")
            ],
        },
    ]
    finding: Json = {
        "id": "F1",
        "cause": "unwired-state",
        "severity": "error",
        "title": "the decoder never receives the encoder's final state",
        "message": "encoder returns its final state at train.py:12, and decoder, called at train.py:14, starts from "
        "zeros: nothing that encoder computes reaches the loss",
        "label": "starts from zeros",
        "location": decoder_call,
        "related": [{"location": encoder_call, "message": "computed here and never used"}],
        "variables": names(variables, "encoder"),
        "suggestion": "decoder(dec_in, initial_state=[state_h, state_c])",
        "restores": names(variables, "encoder"),
    }
    for entry in variables:
        steps: list[Json] = [
            {"op": f"model/{entry['layer']}/MatMul", "type": "MatMul", "location": encoder_call, "note": ""},
            {"op": f"model/{entry['layer']}/while", "type": "While", "location": encoder_call, "note": ""},
        ]
        dead = entry["verdict"] != "connected"
        steps.append(
            {
                "op": f"model/{entry['layer']}/while:4",
                "type": "While",
                "location": encoder_call,
                "note": "nobody reads it",
            }
            if dead
            else {"op": "mse/Mean", "type": "Mean", "location": loss_line, "note": "the loss"}
        )
        entry["witness"] = {"kind": "cut" if dead else "path", "steps": steps}
    return report(
        losses=[{"id": "loss0", "location": loss_line, "sources": 5 if broken else 8}],
        variables=variables,
        findings=[finding] if broken else [],
        states=states,
        drawing={"boxes": boxes, "edges": edges},
    )


def gan() -> Json:
    """Two losses, one of which misses its variables: the critic's gradients are never applied."""
    generator = [v for layer in ("g_hidden", "g_out") for v in _weights(f"generator/{layer}", "Dense", DENSE)]
    lost: Json = {"cause": "not-applied", "finding": "F1"}
    critic = [
        v
        for layer in ("d_hidden", "d_out")
        for v in _weights(f"critic/{layer}", "Dense", DENSE, "untrained", **lost)
    ]
    for entry in generator:
        entry["by_loss"] = {"loss0": "connected", "loss1": "untrained"}
    for entry in critic:
        entry["by_loss"] = {"loss0": "untrained", "loss1": "untrained"}
    call = location(
        38, "d_grads = tape.gradient(d_loss, critic.trainable_variables)", "tape.gradient", indent=4
    )
    call["end_column"] = call["column"] + len("tape.gradient(d_loss, critic.trainable_variables)")
    g_loss = location(33, "g_loss = -tf.reduce_mean(fake_out)", "-tf.reduce_mean(fake_out)", indent=8)
    d_loss = location(34, "d_loss = tf.reduce_mean(fake_out) - tf.reduce_mean(real_out)", indent=8)

    def dense(name: str, parent: str, owned: list[Json], status: str, order_line: int) -> Json:
        return box(
            f"{parent}/{name}",
            name,
            "Dense",
            shape="(None, 16)",
            parent=parent,
            status=status,
            location=location(order_line, f'layers.Dense(16, name="{name}")'),
            variables=names(owned, f"{parent}/{name}"),
            on_gradient_path=True,
        )

    boxes = [
        box(
            "noise",
            "noise",
            "RandomNormal",
            "input",
            shape="(None, 4)",
            location=location(29, "noise = tf.random.normal([n, 4])"),
        ),
        box("generator", "generator", "Sequential", on_gradient_path=True, status="learns"),
        dense("g_hidden", "generator", generator, "learns", 6),
        box(
            "generator/g_act",
            "g_act",
            "LeakyReLU",
            shape="(None, 16)",
            parent="generator",
            on_gradient_path=True,
        ),
        dense("g_out", "generator", generator, "learns", 8),
        box("real", "real", "Placeholder", "input", shape="(None, 2)"),
        box("critic", "critic", "Sequential", on_gradient_path=True, status="unreachable", finding="F1"),
        dense("d_hidden", "critic", critic, "unreachable", 12) | {"finding": "F1"},
        box("critic/d_act", "d_act", "LeakyReLU", shape="(None, 16)", parent="critic", on_gradient_path=True),
        dense("d_out", "critic", critic, "unreachable", 15) | {"finding": "F1"},
        box("loss0", "g_loss", "loss", "loss", location=g_loss, on_gradient_path=True),
        box("loss1", "d_loss", "loss", "loss", location=d_loss, on_gradient_path=True),
    ]
    chain = ["noise", "generator/g_hidden", "generator/g_act", "generator/g_out", "critic/d_hidden"]
    edges = [edge("noise", "generator/g_hidden")]
    edges += [edge(a, b, "gradient") for a, b in itertools.pairwise(chain[1:])]
    edges += [
        edge("real", "critic/d_hidden"),
        edge("critic/d_hidden", "critic/d_act", "gradient"),
        edge("critic/d_act", "critic/d_out", "gradient"),
        edge("critic/d_out", "loss0", "gradient"),
        edge("critic/d_out", "loss1", "gradient"),
    ]
    finding: Json = {
        "id": "F1",
        "cause": "not-applied",
        "severity": "error",
        "title": "the critic's gradients are computed and never applied",
        "message": "the gradients of d_loss that tape.gradient returns at train.py:38 reach no optimizer",
        "label": "never handed to an optimizer",
        "help": "call d_opt.apply_gradients(zip(d_grads, critic.trainable_variables))",
        "location": call,
        "related": [],
        "variables": [entry["name"] for entry in critic],
        "suggestion": None,
        "restores": [],
    }
    return report(
        capture={"mode": "function", "ops": 640, "trace_seconds": 0.3, "analysis_seconds": 0.01},
        losses=[
            {"id": "loss0", "location": g_loss, "sources": 4},
            {"id": "loss1", "location": d_loss, "sources": 4},
        ],
        variables=generator + critic,
        findings=[finding],
        drawing={"boxes": boxes, "edges": edges},
        notes=["target_critic is read outside of the tape only: it is not meant to train"],
    )


def big(blocks: int = 24, per_block: int = 12) -> Json:
    """A deep model of some 300 boxes in which one layer in the middle hangs behind a stopped gradient."""
    boxes = [box("image", "image", "InputLayer", "input", shape="(None, 224, 224, 3)")]
    edges: list[Json] = []
    variables: list[Json] = []
    kinds = ["Conv2D", "BatchNormalization", "ReLU"]
    last = "image"
    call = location(41, "gate = tf.stop_gradient(gate_conv(x))", "tf.stop_gradient(gate_conv(x))", indent=4)
    for block in range(blocks):
        start = last
        for index in range(per_block):
            kind = kinds[index % 3]
            name = f"block{block + 1}_{['conv', 'bn', 'relu'][index % 3]}{index // 3 + 1}"
            owned = {"Conv2D": ["kernel"], "BatchNormalization": ["gamma", "beta"], "ReLU": []}[kind]
            made = _weights(name, kind, owned)
            variables += made
            boxes.append(
                box(
                    name,
                    name,
                    kind,
                    shape="(None, 56, 56, 64)",
                    variables=[v["name"] for v in made],
                    ops=7,
                    status="learns" if made else "none",
                    on_gradient_path=True,
                )
            )
            edges.append(edge(last, name, "gradient" if last != "image" else "data"))
            last = name
        added = f"block{block + 1}_add"
        boxes.append(box(added, added, "Add", shape="(None, 56, 56, 64)", on_gradient_path=True))
        edges.append(edge(last, added, "gradient"))
        edges.append(edge(start, added, "gradient" if start != "image" else "data"))
        if block == blocks // 2:
            gate = _weights("gate_conv", "Conv2D", DENSE, "disconnected", cause="stop-gradient", finding="F1")
            variables += gate
            boxes.append(
                box(
                    "gate_conv",
                    "gate_conv",
                    "Conv2D",
                    shape="(None, 56, 56, 64)",
                    status="unreachable",
                    variables=[v["name"] for v in gate],
                    finding="F1",
                    location=location(40, "gate_conv = Conv2D(64, 1)"),
                )
            )
            edges += [
                edge(last, "gate_conv"),
                edge("gate_conv", added, "cut", "tf.stop_gradient", "F1"),
            ]
        last = added
    head = _weights("predictions", "Dense", DENSE)
    variables += head
    boxes.append(
        box(
            "predictions",
            "predictions",
            "Dense",
            shape="(None, 1000)",
            status="learns",
            on_gradient_path=True,
            variables=[v["name"] for v in head],
        )
    )
    boxes.append(
        box(
            "loss0",
            "categorical_crossentropy",
            "loss",
            "loss",
            on_gradient_path=True,
            location=location(60, "model.fit(x, y)"),
        )
    )
    edges += [edge(last, "predictions", "gradient"), edge("predictions", "loss0", "gradient")]
    finding: Json = {
        "id": "F1",
        "cause": "stop-gradient",
        "severity": "error",
        "title": "every path from gate_conv to the loss passes tf.stop_gradient",
        "message": "tf.stop_gradient at train.py:41 cuts gate_conv off",
        "label": "the gradient stops here",
        "help": "leave out tf.stop_gradient",
        "location": call,
        "related": [
            {"location": location(40, "gate_conv = Conv2D(64, 1)", indent=4), "message": "made here"}
        ],
        "variables": ["gate_conv/kernel", "gate_conv/bias"],
        "suggestion": "gate = gate_conv(x)",
        "restores": ["gate_conv/kernel", "gate_conv/bias"],
    }
    return report(
        losses=[{"id": "loss0", "location": location(60, "model.fit(x, y)"), "sources": len(variables)}],
        variables=variables,
        findings=[finding],
        drawing={"boxes": boxes, "edges": edges},
    )


def hostile() -> Json:
    """Every text that a user may have written is one that would break a careless format."""
    variables = []
    boxes = [box("loss0", HOSTILE[0], HOSTILE[3], "loss", on_gradient_path=True)]
    edges = []
    findings = []
    states: list[Json] = []
    for index, text in enumerate(HOSTILE):
        name = f"{text}/kernel"
        lost = {"cause": "stop-gradient", "finding": f"F{index + 1}"}
        place = {"file": f"{text}.py", "line": index + 1, "code": text, "column": 1, "end_column": 3}
        variables.append(
            variable(
                name,
                text,
                text,
                "disconnected",
                **lost,
                created_at=place,
                expression=text,
                path=index,
                witness={
                    "kind": "cut",
                    "steps": [{"op": text, "type": text, "location": place, "note": text}],
                },
            )
        )
        boxes.append(
            box(
                f'b{index}"<{text[:9]}',
                text,
                text,
                shape=text,
                location=place,
                variables=[name],
                status="unreachable",
                finding=f"F{index + 1}",
                inside=index,
            )
        )
        edges.append(edge(boxes[-1]["id"], "loss0", "cut", text, f"F{index + 1}"))
        edges.append(
            edge(boxes[-1]["id"], "loss0", "proposed", text, f"F{index + 1}")
            | {"source_state": text, "target_state": text}
        )
        states.append(
            {
                "layer": text,
                "layer_type": text,
                "location": place,
                "states": [{"name": text, "source": "layer", "layer": text, "state": text, "note": text}],
                "severity": "error",
                "note": text,
            }
        )
        findings.append(
            {
                "id": f"F{index + 1}",
                "cause": "stop-gradient",
                "severity": "error",
                "title": text,
                "message": text,
                "label": text,
                "help": text,
                "location": place,
                "related": [{"location": place, "message": text}],
                "variables": [name],
                "suggestion": text,
                "restores": [name],
            }
        )
    return report(
        target=HOSTILE[0],
        variables=variables,
        findings=findings,
        notes=list(HOSTILE),
        losses=[{"id": "loss0", "location": findings[0]["location"], "sources": 3}],
        states=states,
        drawing={
            "boxes": boxes,
            "edges": edges,
            "insides": [
                {
                    "ops": [{"type": text, "name": text, "part": text, "columns": [0, 4]}] * 2,
                    "edges": [[0, 1, True]],
                }
                for text in HOSTILE
            ],
        },
        paths={
            "steps": [[index, index, index, -1] for index in range(len(HOSTILE))],
            "types": HOSTILE,
            "layers": HOSTILE,
            "places": [entry["location"] for entry in findings],
        },
    )


def failed() -> Json:
    """A script that could not be analysed."""
    return report(
        error={
            "kind": "script-failed",
            "message": "the script failed before any training step: "
            "FileNotFoundError: data.csv; mend that first",
            "location": location(7, 'rows = open("data.csv")', 'open("data.csv")'),
        }
    )


def many_variables(count: int = 10_000) -> Json:
    """A table that must stay fluid."""
    variables = [
        variable(f"block_{i // 10}/dense_{i % 10}/kernel", f"block_{i // 10}/dense_{i % 10}", "Dense")
        for i in range(count)
    ]
    return report(
        variables=variables, losses=[{"id": "loss0", "location": location(1, "fit()"), "sources": count}]
    )


def transformer(layers: int = 12) -> Json:
    """Nested models: an embedding, repeated blocks of two sub-layers each, a head, and a pooler that nothing reads."""
    boxes = [box("tokens", "tokens", "InputLayer", "input", shape="(None, 128)")]
    variables: list[Json] = []
    edges: list[Json] = []

    def layer(name: str, label: str, type_: str, roles: list[str], parent: str | None, **more: Any) -> str:
        made = [variable(f"{name}/{role}", label, type_) for role in roles]
        variables.extend(made)
        status = "learns" if made else "none"
        owned: Json = {"variables": [v["name"] for v in made], "status": status, "on_gradient_path": True}
        boxes.append(box(name, label, type_, parent=parent, shape="(None, 128, 256)", **(owned | more)))
        return name

    def wire(source: str, target: str) -> None:
        edges.append(edge(source, target, "data" if source == "tokens" else "gradient"))

    last = layer("embedding", "embedding", "Embedding", ["embeddings"], None)
    wire("tokens", last)
    layer("encoder", "encoder", "TransformerEncoder", [], None)
    for index in range(layers):
        block = layer(f"encoder/block_{index}", f"block_{index}", "EncoderBlock", [], "encoder")
        attention = layer(
            f"{block}/mha", "attention", "MultiHeadAttention", ["query", "key", "value", "out"], block
        )
        first = layer(f"{block}/norm1", "norm1", "LayerNormalization", ["gamma", "beta"], block)
        dense = layer(f"{block}/ffn", "ffn", "Sequential", [], block)
        inner = layer(f"{dense}/up", "up", "Dense", DENSE, dense)
        outer = layer(f"{dense}/down", "down", "Dense", DENSE, dense)
        second = layer(f"{block}/norm2", "norm2", "LayerNormalization", ["gamma", "beta"], block)
        for source, target in [(last, attention), (attention, first), (last, first), (first, inner), (inner, outer),
                               (outer, second), (first, second)]:  # fmt: skip
            wire(source, target)
        last = second
    head = layer("head", "head", "Dense", DENSE, None)
    wire(last, head)
    boxes.append(box("loss0", "sparse_categorical_crossentropy", "loss", "loss", on_gradient_path=True))
    wire(head, "loss0")
    call = location(52, "pooled = self.pooler(x[:, 0])", "self.pooler(x[:, 0])", indent=8)
    layer(
        "pooler",
        "pooler",
        "Dense",
        DENSE,
        None,
        status="unreachable",
        on_gradient_path=False,
        finding="F1",
        location=call,
    )
    edges.append(edge(last, "pooler"))
    for entry in variables:
        if entry["layer"] == "pooler":
            entry |= {"verdict": "disconnected", "cause": "dropped-output", "finding": "F1"}
            entry["by_loss"] = {"loss0": "disconnected"}
    finding: Json = {
        "id": "F1",
        "cause": "dropped-output",
        "severity": "warning",
        "title": "what pooler computes is thrown away",
        "message": "the result of pooler is thrown away",
        "label": "never used",
        "location": call,
        "related": [],
        "variables": ["pooler/kernel", "pooler/bias"],
        "suggestion": None,
        "restores": [],
        "help": "return pooled as well, or leave the layer out",
    }
    return report(
        variables=variables,
        findings=[finding],
        drawing={"boxes": boxes, "edges": edges},
        losses=[{"id": "loss0", "location": location(60, "model.fit(x, y)"), "sources": len(variables)}],
    )


def parallel(experts: int = 16) -> Json:
    """A wide model: experts side by side, half of which no loss reaches; and layers that were never called."""
    boxes = [box("x", "x", "InputLayer", "input", shape="(None, 8)")]
    edges: list[Json] = []
    variables: list[Json] = []
    lost: Json = {"cause": "index-miss", "finding": "F1"}
    for index in range(experts):
        dead = index >= experts // 2
        made = _weights(
            f"expert_{index}",
            "Dense",
            DENSE,
            "disconnected" if dead else "connected",
            **(lost if dead else {}),
        )
        variables += made
        boxes.append(
            box(
                f"expert_{index}",
                f"expert_{index}",
                "Dense",
                shape="(None, 8)",
                variables=[v["name"] for v in made],
                status="unreachable" if dead else "learns",
                on_gradient_path=not dead,
                finding="F1" if dead else None,
            )
        )
        edges.append(edge("x", f"expert_{index}"))
        edges.append(
            edge(
                f"expert_{index}",
                "stack",
                "cut" if dead else "gradient",
                "stack[:8]" if dead else None,
                "F1" if dead else None,
            )
        )
    unused: Json = {"cause": "unused-variable", "finding": "F2"}
    for index in range(10):
        made = _weights(f"spare_{index}", "Dense", DENSE, "disconnected", **unused)
        variables += made
        boxes.append(
            box(
                f"spare_{index}",
                f"spare_{index}",
                "Dense",
                variables=[v["name"] for v in made],
                status="unreachable",
                finding="F2",
                location=location(9, "spare = [Dense(8) for _ in range(10)]"),
            )
        )
    boxes.append(box("stack", "stack", "tf.stack", "op", on_gradient_path=True))
    boxes.append(
        box("loss0", "loss", "loss", "loss", on_gradient_path=True, location=location(30, "loss = f(y)"))
    )
    edges.append(edge("stack", "loss0", "gradient"))

    def finding(name: str, cause: str, title: str, line: int, code: str) -> Json:
        return {
            "id": name,
            "cause": cause,
            "severity": "error",
            "title": title,
            "message": title,
            "label": "here",
            "location": location(line, code),
            "related": [],
            "suggestion": None,
            "restores": [],
            "variables": [v["name"] for v in variables if v["finding"] == name],
        }

    return report(
        variables=variables,
        drawing={"boxes": boxes, "edges": edges},
        findings=[
            finding(
                "F1", "index-miss", "only the first eight experts are picked", 20, "y = tf.stack(outs)[:8]"
            ),
            finding(
                "F2",
                "unused-variable",
                "ten layers are never called",
                9,
                "spare = [Dense(8) for _ in range(10)]",
            ),
        ],
        losses=[{"id": "loss0", "location": location(30, "loss = f(y)"), "sources": 32}],
    )


def crashed() -> Json:
    """A model that fails while it is traced because of its wiring: a finding, and nothing else."""
    code = 'seq = layers.LSTM(LATENT, return_sequences=True, name="decoder")('
    finding: Json = {
        "id": "F1",
        "cause": "state-shape-mismatch",
        "severity": "error",
        "title": "decoder gets 2 states of shape (32, 32), but needs 2 states of shape (batch, 16)",
        "message": "the LSTM 'decoder' is given an initial_state of 2 states of shape (32, 32)",
        "label": "initial_state holds 2 states of shape (32, 32), (32, 32)",
        "location": location(18, code, code[6:]),
        "related": [],
        "variables": [],
        "restores": [],
        "suggestion": "initial_state=[state_h, state_c]",
        "help": "a Bidirectional encoder is twice as wide: join its forward and backward states, and give the decoder "
        "32 units",
    }
    return report(capture=None, findings=[finding])


def branches(count: int = 30, deep: int = 4) -> Json:
    """Branches side by side that meet in one layer; one of them ends in an op without a gradient."""
    boxes: list[Json] = []
    edges: list[Json] = []
    variables: list[Json] = []
    for branch in range(count):
        dead = branch == 4
        last = f"in{branch}"
        boxes.append(box(last, f"feature_{branch}", "InputLayer", "input", shape="(None, 4)"))
        for depth in range(deep):
            name = f"branch{branch}_dense{depth}"
            more: Json = {"cause": "non-differentiable-op", "finding": "F1"} if dead else {}
            made = _weights(name, "Dense", DENSE, "disconnected" if dead else "connected", **more)
            variables += made
            boxes.append(
                box(
                    name,
                    name,
                    "Dense",
                    shape="(None, 8)",
                    variables=[v["name"] for v in made],
                    status="unreachable" if dead else "learns",
                    on_gradient_path=not dead,
                    finding="F1" if dead and depth == deep - 1 else None,
                )
            )
            edges.append(edge(last, name, "data" if depth == 0 or dead else "gradient"))
            last = name
        if dead:
            edges.append(edge(last, "concat", "cut", "tf.argmax", "F1"))
        else:
            edges.append(edge(last, "concat", "gradient"))
    boxes.append(box("concat", "concat", "Concatenate", on_gradient_path=True))
    boxes.append(box("loss0", "mse", "loss", "loss", on_gradient_path=True))
    edges.append(edge("concat", "loss0", "gradient"))
    finding: Json = {
        "id": "F1",
        "cause": "non-differentiable-op",
        "severity": "error",
        "title": "tf.argmax has no gradient",
        "message": "tf.argmax at train.py:20 has no gradient",
        "label": "no gradient here",
        "location": location(20, "y = tf.argmax(x)"),
        "related": [],
        "suggestion": None,
        "restores": [],
        "variables": [v["name"] for v in variables if v["finding"]],
        "help": "use a softmax",
    }
    return report(
        variables=variables,
        findings=[finding],
        drawing={"boxes": boxes, "edges": edges},
        losses=[{"id": "loss0", "location": location(30, "fit()"), "sources": len(variables)}],
    )

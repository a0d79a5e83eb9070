"""The client against a real server: figures, errors, batches; blocking and not."""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from paperbanana_client import (
    AsyncClient,
    Client,
    Forbidden,
    InvalidRequest,
    Made,
    NotFound,
    Order,
    TaskFailed,
    Unauthorized,
    Unreachable,
)
from paperbanana_client.models import (
    Accepted,
    ArtifactLink,
    Candidate,
    Estimate,
    Step,
    Task,
    TaskLine,
    TaskPage,
    Waiting,
)
from served import PbServer, serving
from support.paths import ROOT
from support.processes import clean_environment, run_program

TEXT = "The encoder maps tokens to vectors. The decoder reads the vectors from the encoder and writes a summary."
PLOT = {"data_json": '{"model": ["a", "b"], "accuracy": [76.1, 81.8]}', "intent": "Bar chart of accuracy by model"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    with serving(tmp_path_factory.mktemp("client")) as running:
        yield running


@pytest.fixture
def client(server: PbServer) -> Iterator[Client]:
    with Client(server.url, server.new_key()) as made:
        yield made


def test_figures_are_made_saved_put_together_and_listed(client: Client, tmp_path: Path) -> None:
    seen: list[str] = []
    diagram = client.diagram(TEXT, caption="Figure 1", iterations=1, progress=lambda task: seen.append(task.status))
    assert seen[-1] == "completed"
    assert {"png", "svg", "pdf"} <= set(diagram.formats)
    assert diagram.save(tmp_path / "figure.svg").read_text("utf-8").startswith("<?xml")
    assert diagram.save(tmp_path / "figure.pptx").read_bytes().startswith(b"PK")
    assert "flowchart" in diagram.plan("mermaid")
    plot = client.plot({"model": ["a", "b"], "accuracy": [76.1, 81.8]}, PLOT["intent"], output_formats=["png", "pdf"])
    Image.new("RGB", (640, 480), "teal").save(tmp_path / "photo.jpg")
    photo = client.upload_panel(tmp_path / "photo.jpg")
    assert (photo.format, photo.width, photo.height) == ("jpeg", 640, 480)
    three = client.composite([photo, diagram, plot], layout="1x3", output_formats=["png", "pdf"])
    assert f"The uploaded picture {photo.id} has no vectors for PDF: its panel is pixels there." in three.notes
    both = client.composite([diagram, plot.id], layout="1x2", labels=["left", "right"])
    with Image.open(both.save(tmp_path / "both.png")) as picture:
        assert picture.width > picture.height
    assert client.optimize_prompt("Draw an encoder.")
    assert (client.key().total_used, client.key().quota_remaining) == (5, 995)
    assert [line.kind for line in client.tasks()][1:] == ["composite", "composite", "statistical_plot", "methodology"]
    assert [line.id for line in client.tasks(diagram_type="composite")] == [both.id, three.id]


def test_errors_are_classes_with_the_servers_sentence(server: PbServer, client: Client) -> None:
    with pytest.raises(InvalidRequest, match="caption"):
        client.submit("generate", {"source_context": TEXT})
    with pytest.raises(NotFound):
        client.task("0" * 32)
    with pytest.raises(TaskFailed):
        client.diagram("Nothing is laid out in this sentence.", caption="c", iterations=1)
    with Client(server.url, "pb_unknown") as stranger, pytest.raises(Unauthorized):
        stranger.task("0" * 32)
    with Client(server.url, server.new_key(quota=0)) as poor, pytest.raises(Forbidden, match="quota"):
        poor.diagram(TEXT, caption="c")


def test_no_server_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paperbanana_client.client.time.sleep", lambda _: None)
    with (
        Client("http://127.0.0.1:9", "pb_x") as client,
        pytest.raises(Unreachable, match=":9 did not answer"),
    ):
        client.task("0" * 32)


def test_a_batch_that_is_run_again_makes_nothing_twice(client: Client) -> None:
    orders = [Order(name="plot", kind="plot", body=PLOT), Order(name="bad", kind="plot", body={"data_json": "[]"})]
    done: list[Made] = []
    first = client.batch(orders, done=done.append)
    again = client.batch(orders)
    assert {made.order.name for made in done} == {"plot", "bad"}
    assert isinstance(first[1].error, InvalidRequest)
    assert first[0].task is not None
    assert again[0].task is not None
    assert first[0].task.id == again[0].task.id
    assert len([*client.tasks()]) == 1


async def test_the_asynchronous_client_does_the_same(server: PbServer, tmp_path: Path) -> None:
    async with AsyncClient(server.url, server.new_key()) as client:
        figure = await client.diagram(TEXT, caption="Figure 1", iterations=1)
        assert (await figure.save(tmp_path / "figure.png")).stat().st_size > 1_000
        assert [line.id async for line in client.tasks()] == [figure.id]
        made = await client.batch([Order(name=str(number), kind="plot", body=PLOT) for number in range(3)], at_once=2)
        assert [one.error for one in made] == [None] * 3
        assert (await client.key()).total_used == 4
        assert (await client.upload_panel(await figure.picture())).format == "png"
        assert (await client.cancel(figure.id)).status == "completed"
        assert (await client.estimate("plot", PLOT)).cost_usd.most == 0


def test_the_program_of_the_readme_runs_as_a_file(server: PbServer, tmp_path: Path) -> None:
    readme = (ROOT / "packaging/client/README.md").read_text("utf-8")
    program = readme.partition("```python\n")[2].partition("```")[0].replace('"http://127.0.0.1:8000", "pb_..."', "")
    (tmp_path / "program.py").write_text(program, "utf-8")
    done = run_program(
        sys.executable,
        "program.py",
        folder=tmp_path,
        environment=clean_environment(PAPERBANANA_URL=server.url, PAPERBANANA_API_KEY=server.new_key()),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "summariser.svg").stat().st_size > 1_000


@pytest.mark.parametrize(
    ("schema", "model"),
    [("TaskAnswer", Task), ("TaskLineAnswer", TaskLine), ("StepProgress", Step), ("ArtifactLink", ArtifactLink),
     ("Accepted", Accepted), ("CandidateAnswer", Candidate), ("TaskList", TaskPage), ("Waiting", Waiting),
     ("EstimateAnswer", Estimate)],
)  # fmt: skip
def test_the_clients_values_have_the_documents_fields(server: PbServer, schema: str, model: type) -> None:
    document = httpx.get(f"{server.url}/schema/openapi.json").json()["components"]["schemas"]
    (found,) = (one for name, one in document.items() if name == schema or name.endswith(f"_{schema}"))
    assert set(model.__struct_encode_fields__) <= set(found["properties"])
    missing = set(found["properties"]) - set(model.__struct_encode_fields__)
    assert missing <= {"image_base64"}, "fields of the document that the client does not know"

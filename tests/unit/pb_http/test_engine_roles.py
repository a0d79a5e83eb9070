from pb_core.application.engines import Engines
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.vlm import ScriptedVlm
from pb_http.engine_roles import NOBODY, EngineRoles, engine_roles


def test_it_is_said_who_plans_who_sees_and_who_draws() -> None:
    engines = Engines(
        vlm=ScriptedVlm(sees_images=True), images=ScriptedImages(), painters={"vector": lambda _: ScriptedImages()}
    )
    roles = engine_roles(engines)
    name = "scripted/scripted-1"
    assert roles == EngineRoles(plans=name, sees=name, draws=name, may_draw=("scripted", "vector"))
    assert roles.sentence == f"{name} plans, {name} looks at pictures, {name} draws diagrams (on request vector)"


def test_a_blind_model_is_said_to_be_one() -> None:
    roles = engine_roles(Engines(vlm=ScriptedVlm(), images=ScriptedImages()))
    assert (roles.sees, roles.may_draw) == (NOBODY, ("scripted",))
    assert roles.sentence.endswith("nobody looks at pictures, scripted/scripted-1 draws diagrams")


def test_an_engine_that_states_no_price_is_named() -> None:
    roles = engine_roles(Engines(vlm=ScriptedVlm(), images=ScriptedImages(), unpriced={"easel", "brush"}))
    assert roles.unpriced == ("brush", "easel")
    assert roles.sentence.endswith("; no spending cap holds brush and easel, whose engine has no estimate(request)")

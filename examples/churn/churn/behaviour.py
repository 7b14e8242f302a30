"""How the model must behave, whatever it has learned: what the tests ask of it, and the gate before a deployment."""

from fairlead.testing import directional, invariant, minimum

BEHAVIOUR = (
    # Who somebody is must hardly matter; what they have and pay may.
    invariant("female", [0, 1], tolerance=0.05),
    invariant("partner", [0, 1], tolerance=0.05),
    # Whoever is bound for longer, or has been here for longer, leaves less.
    directional("contract", "Two year", "down"),
    directional("contract", "Month-to-month", "up"),
    directional("tenure", 12, "down", share=0.95),
    directional("payment_method", "Electronic check", "up"),
    directional("tech_support", "Yes", "down"),
    directional("internet_service", "Fiber optic", "up", share=0.95),
    # Good enough for everybody who matters.
    minimum(None, "roc_auc", 0.82),
    minimum({"contract": "Month-to-month"}, "roc_auc", 0.70),
    minimum({"senior_citizen": 1}, "roc_auc", 0.70),
    minimum({"internet_service": "Fiber optic"}, "accuracy", 0.68),
    minimum(None, "calibration_error", 0.05),
)

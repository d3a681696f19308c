"""Whether the model is traced as it trains or as it is evaluated."""

training = False

/** Last lines of the report on weights that do not fit a model: what can be done about it. */
export const advice = {
  someFit: 'What fits can be loaded alone (--partial-weights).',
  noneFits: 'None of its tensors fits.',
} as const;

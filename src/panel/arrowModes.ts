/** Which arrows are drawn between lanes. */
export const arrowModes = ['all', 'selection', 'pair', 'none'] as const;
export type ArrowMode = (typeof arrowModes)[number];

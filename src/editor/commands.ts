/** Identifiers of the commands, as package.json contributes them. */
export const commands = {
  showGraph: 'skipline.showGraph',
  train: 'skipline.train',
  pause: 'skipline.pause',
  stop: 'skipline.stop',
  step: 'skipline.step',
  runOnce: 'skipline.runOnce',
  continueRun: 'skipline.continueRun',
  loadWeights: 'skipline.loadWeights',
  saveWeights: 'skipline.saveWeights',
  replayRun: 'skipline.replayRun',
  continueRecordedRun: 'skipline.continueRecordedRun',
  saveWeightsOfRun: 'skipline.saveWeightsOfRun',
  renameRun: 'skipline.renameRun',
  deleteRun: 'skipline.deleteRun',
  compareRuns: 'skipline.compareRuns',
  refreshRuns: 'skipline.refreshRuns',
  setArguments: 'skipline.setArguments',
  setInputShape: 'skipline.setInputShape',
  revealModule: 'skipline.revealModule',
  choosePackages: 'skipline.choosePackages',
} as const;

/** What a code lens hands to a command: URI of the document as text, and the model's name. */
export interface CommandTarget {
  readonly uri: string;
  readonly name?: string;
  /** Class whose instances the graph shall point out. */
  readonly highlight?: string;
}

/** The commands and context keys that package.json names too. */
export const commandIds = {
  runCurrentFile: 'thread-view.runCurrentFile',
  debugCurrentFile: 'thread-view.debugCurrentFile',
  runWithArguments: 'thread-view.runWithArguments',
  runScript: 'thread-view.runScript',
  runTests: 'thread-view.runTests',
  attach: 'thread-view.attach',
  stop: 'thread-view.stop',
  stopAll: 'thread-view.stopAll',
  runAgain: 'thread-view.runAgain',
  openRun: 'thread-view.openRun',
  compareRuns: 'thread-view.compareRuns',
  showPanel: 'thread-view.showPanel',
  showFindings: 'thread-view.showFindings',
  captureStacks: 'thread-view.captureStacks',
  revealThread: 'thread-view.revealThread',
  openCreation: 'thread-view.openCreation',
  copyThread: 'thread-view.copyThread',
  openPlaceNow: 'thread-view.openPlaceNow',
  terminateThread: 'thread-view.terminateThread',
  filterThreads: 'thread-view.filterThreads',
  clearThreadFilter: 'thread-view.clearThreadFilter',
  sortThreads: 'thread-view.sortThreads',
  endProcess: 'thread-view.endProcess',
  openWalkthrough: 'thread-view.openWalkthrough',
  runSample: 'thread-view.runSample',
} as const;

export const contextKeys = {
  running: 'threadView.running',
  hasRun: 'threadView.hasRun',
  threadsFiltered: 'threadView.threadsFiltered',
} as const;

/** Says that a sample was run: what completes its step of the walkthrough. Its ending does not matter. */
export function sampleKey(sample: string): string {
  return `threadView.sample.${sample.replace(/\.\w+$/, '')}`;
}

import type { CoreNavigator } from './coreNavigator.ts';
import type { Host } from './host.ts';
import type { DetailArea } from './detailArea.ts';
import type { Navigator } from './navigator.ts';
import type { ToolbarActions } from './toolbar.ts';
import type { ViewStore } from './viewState.ts';

interface ToolbarParts {
  readonly host: Host;
  readonly navigator: Navigator;
  readonly cores: CoreNavigator;
  readonly detail: DetailArea;
  readonly store: ViewStore;
  readonly help: () => void;
}

/** What the controls of the toolbar do. */
export function toolbarActions({
  host,
  navigator,
  cores,
  detail,
  store,
  help,
}: ToolbarParts): ToolbarActions {
  return {
    runAgain: () => host.post({ type: 'command', command: 'runAgain' }),
    stop: () => host.post({ type: 'command', command: 'stop' }),
    toggleFollow: () => navigator.toggleFollow(),
    togglePause: () => navigator.togglePause(),
    toError: () => detail.jumps.toError(1),
    toWait: () => detail.jumps.toWait(1),
    toFinding: () => detail.findings.step(1),
    toggleFindings: () => {
      const isShown = store.state.detail === 'findings';
      if (isShown) store.set({ detail: 'selection', finding: null });
      else detail.show('findings');
    },
    captureStacks: () => detail.captureStacks(),
    fit: () => navigator.fit(),
    zoom: factor => navigator.zoom(factor),
    filter: text => store.set({ filter: text }),
    toggleCores: () => cores.toggle(),
    showArrows: arrows => store.set({ arrows }),
    help,
  };
}

import type { CoreNavigator } from './coreNavigator.ts';
import type { Host } from './host.ts';
import type { Jumps } from './jumps.ts';
import type { Navigator } from './navigator.ts';
import type { ToolbarActions } from './toolbar.ts';
import type { ViewStore } from './viewState.ts';

interface ToolbarParts {
  readonly host: Host;
  readonly navigator: Navigator;
  readonly cores: CoreNavigator;
  readonly jumps: Jumps;
  readonly store: ViewStore;
  readonly help: () => void;
}

/** What the controls of the toolbar do. */
export function toolbarActions({ host, navigator, cores, jumps, store, help }: ToolbarParts): ToolbarActions {
  return {
    runAgain: () => host.post({ type: 'command', command: 'runAgain' }),
    stop: () => host.post({ type: 'command', command: 'stop' }),
    toggleFollow: () => navigator.toggleFollow(),
    togglePause: () => navigator.togglePause(),
    toError: () => jumps.toError(1),
    toWait: () => jumps.toWait(1),
    fit: () => navigator.fit(),
    zoom: factor => navigator.zoom(factor),
    filter: text => store.set({ filter: text }),
    toggleCores: () => cores.toggle(),
    showArrows: arrows => store.set({ arrows }),
    help,
  };
}

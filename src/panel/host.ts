import type { HostMessage, PanelMessage } from '../protocol/panel.ts';

/** What VS Code puts into every webview. It may be asked for once only. */
interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): WebviewApi;

export interface Disposable {
  dispose(): void;
}

/** The other side of the panel: takes its messages, keeps its state while it is hidden. */
export interface Host {
  post(message: PanelMessage): void;
  listen(handler: (message: HostMessage) => void): Disposable;
  load(): unknown;
  save(state: unknown): void;
}

export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: message => api.postMessage(message),
    listen(handler) {
      const receive = (event: MessageEvent<unknown>) => {
        if (isHostMessage(event.data)) handler(event.data);
      };
      window.addEventListener('message', receive);
      return { dispose: () => window.removeEventListener('message', receive) };
    },
    load: () => api.getState(),
    save: state => api.setState(state),
  };
}

/** As an object, so that a message that the protocol gains cannot be forgotten here. */
const kinds: Readonly<Record<HostMessage['type'], true>> = {
  run: true,
  update: true,
  window: true,
  answer: true,
  caret: true,
  reveal: true,
  muted: true,
  captured: true,
  variables: true,
  show: true,
};

/** The workbench, too, talks to webviews: only what is ours passes. The fields are the host's promise. */
function isHostMessage(data: unknown): data is HostMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    typeof data.type === 'string' &&
    Object.hasOwn(kinds, data.type)
  );
}

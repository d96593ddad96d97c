import type { AttachedTo, InspectorUrl } from './inspectorMessages.ts';
import { WebSocketClient } from './webSocket.ts';

interface Told {
  readonly method?: string;
  readonly params?: { readonly sessionId?: string };
}

/** What a debugger asks of every thread before it shows anything. */
const perThread = ['Runtime.enable', 'Debugger.enable'];

/**
 * A debugger's client, in a process of its own: attaches to the program and to each of its Workers, lets all
 * of them run on, sets no breakpoints, and lets go when the program wants to end.
 */
function attach(url: string): void {
  const socket = new WebSocketClient(url);
  let threads = 1;
  let lastId = 0;
  const command = (method: string, params: object = {}): string =>
    JSON.stringify({ id: ++lastId, method, params });
  socket.onOpen = () => {
    for (const method of perThread) socket.send(command(method));
    socket.send(command('NodeWorker.enable', { waitForDebuggerOnStart: false }));
    // An inspected program does not end as long as its debugger is there.
    socket.send(command('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }));
  };
  socket.onText = text => {
    const { method, params } = JSON.parse(text) as Told;
    if (method === 'NodeRuntime.waitingForDisconnect') socket.close();
    const sessionId = params?.sessionId;
    if (method !== 'NodeWorker.attachedToWorker' || sessionId === undefined) return;
    threads++;
    for (const inner of perThread)
      socket.send(command('NodeWorker.sendMessageToWorker', { sessionId, message: command(inner) }));
  };
  socket.onClose = () => {
    process.send?.({ threads } satisfies AttachedTo);
    process.disconnect();
  };
}

process.once('message', ({ url }: InspectorUrl) => attach(url));
process.on('disconnect', () => process.exit());
process.send?.('ready');

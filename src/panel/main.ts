import { connectHost } from './host.ts';
import { Panel } from './panel.ts';
import { registerToolkit } from './toolkit.ts';

const host = connectHost();

// Errors inside a webview are seen by nobody unless someone opens its developer tools.
window.addEventListener('error', event =>
  host.post({ type: 'problem', message: problemText(event.error ?? event.message) }),
);
window.addEventListener('unhandledrejection', event =>
  host.post({ type: 'problem', message: problemText(event.reason) }),
);

registerToolkit();
new Panel(host, document.getElementById('app') ?? document.body).begin();

function problemText(problem: unknown): string {
  return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { panelHtml } from '../../src/extension/panelHtml.ts';
import { readPanelMessage } from '../../src/extension/panelMessages.ts';

const page = {
  language: 'en',
  texts: undefined,
  title: 'Thread View',
  scriptUri: 'https://host/dist/panel.js',
  styleUri: 'https://host/media/panel.css',
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'abc123',
};

describe("the panel's page", () => {
  it('allows one script by its nonce, the style sheet, and nothing else', () => {
    const html = panelHtml(page);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    // The toolkit brings a style element of its own, which carries the nonce.
    assert.match(
      policy,
      /^default-src 'none'; script-src 'nonce-abc123'; style-src https:\/\/\*\.vscode-cdn\.net 'nonce-abc123';/,
    );
    assert.doesNotMatch(policy, /unsafe|data:|connect-src/);
    assert.deepEqual(html.match(/<script[^>]*>/g), [
      '<script nonce="abc123" src="https://host/dist/panel.js">',
    ]);
    assert.doesNotMatch(html, /<style| style=| on\w+=/);
  });

  it('is not broken by what it is given', () => {
    const html = panelHtml({ ...page, title: '</title><script>', scriptUri: 'x" onload="y' });
    assert.doesNotMatch(html, /<script>|" onload="/);
  });
});

describe("the panel's texts", () => {
  it('come with the page, whatever is written in them', () => {
    const texts = { 'Run again': '"Noch einmal" <b>&amp;</b>', '{0} of {1}': '{0} von {1}' };
    const html = panelHtml({ ...page, language: 'de', texts });
    const attribute = / data-texts="([^"]*)"/.exec(html)?.[1] ?? '';
    const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
    assert.deepEqual(JSON.parse(attribute.replace(/&\w+;/g, entity => entities[entity] ?? '')), texts);
  });

  it('are left out where the reader reads English', () => {
    assert.doesNotMatch(panelHtml(page), /data-texts/);
  });
});

describe("the panel's messages", () => {
  const place = { file: '/a.mjs', line: 3, column: 1 };
  const query = { fromNs: 0, toNs: 1, widthPx: 2, threads: [0, 1], maxMessages: 3 };

  it('are taken as they are', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'window', request: 4, ...query },
      { type: 'open', place },
      { type: 'command', command: 'runAgain' },
      { type: 'copy', text: 'x' },
      { type: 'mute', kind: 'deadlock', isMuted: true },
      { type: 'findingPage', kind: 'idle-threads' },
      { type: 'captureStacks' },
      { type: 'variables', request: 1, thread: 2, frame: 0 },
      { type: 'ask', request: 5, question: { name: 'captures', argument: { after: 0 } } },
      { type: 'problem', message: 'y' },
    ]) {
      assert.deepEqual(readPanelMessage(message), message);
    }
  });

  it('are turned away when they are not ours', () => {
    for (const message of [
      null,
      'ready',
      {},
      { type: 'command', command: 'workbench.action.quit' },
      { type: 'command', command: 'toString' },
      { type: 'open', place: { ...place, file: 1 } },
      { type: 'open', place: { ...place, line: Number.NaN } },
      { type: 'window', request: 4, ...query, threads: ['0'] },
      { type: 'window', ...query },
      { type: 'copy' },
      { type: 'mute', kind: 'workbench', isMuted: true },
      { type: 'findingPage', kind: '../../README' },
      { type: 'variables', request: 1, thread: 2, frame: '0' },
      { type: 'ask', request: 5, question: { name: 'captures', argument: {} } },
    ]) {
      assert.equal(readPanelMessage(message), null);
    }
  });

  it('never throw, whatever they are', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        readPanelMessage(value);
        readPanelMessage({ type: 'window', ...(Object(value) as object) });
      }),
    );
  });
});

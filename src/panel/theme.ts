import type { Outcome, ThreadState } from '../protocol/words.ts';
import type { Severity } from './findingOrder.ts';
import type { Disposable } from './host.ts';

export type ThemeKind = 'dark' | 'light' | 'highContrast' | 'highContrastLight';
export type ColouredState = ThreadState | Exclude<Outcome, 'running'>;

/** The colours that the canvases draw with. */
export interface Ink {
  readonly kind: ThemeKind;
  readonly states: Readonly<Record<ColouredState, string>>;
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly accent: string;
  /** Of arrows that belong to what is selected. */
  readonly link: string;
  readonly range: string;
  readonly lit: string;
  readonly findings: Readonly<Record<Severity, string>>;
  /** To tell threads apart where there are no lanes for it; no state's colour is among them by meaning. */
  readonly threads: readonly string[];
  readonly fontFamily: string;
}

/**
 * What the extension contributes as defaults, for hosts that do not know them. Searched for by a program so that
 * states stay apart for people who see no red, no green or no blue; `test/panel/palette.test.ts` says how far.
 */
export const stateColours: Readonly<Record<ThemeKind, Readonly<Record<ColouredState, string>>>> = {
  dark: {
    created: '#9fa6ba',
    starting: '#558cbc',
    running: '#6fcf90',
    ready: '#edbf2e',
    waiting: '#59747c',
    blocked: '#e3853d',
    sleeping: '#974fe2',
    finished: '#cbcbcb',
    failed: '#ec5862',
    killed: '#d980de',
  },
  light: {
    created: '#515151',
    starting: '#345ba4',
    running: '#56a189',
    ready: '#b28e32',
    waiting: '#737373',
    blocked: '#b65300',
    sleeping: '#ae48e1',
    finished: '#636263',
    failed: '#b12729',
    killed: '#af5599',
  },
  highContrast: {
    created: '#adc1b2',
    starting: '#63cefb',
    running: '#90f7bb',
    ready: '#fbe635',
    waiting: '#949da1',
    blocked: '#fc9b3f',
    sleeping: '#ca7af7',
    finished: '#ffffff',
    failed: '#f5717e',
    killed: '#f2aae0',
  },
  highContrastLight: {
    created: '#6b6b6b',
    starting: '#2f70b0',
    running: '#01564c',
    ready: '#936802',
    waiting: '#1b3346',
    blocked: '#872902',
    sleeping: '#53159a',
    finished: '#262626',
    failed: '#a03226',
    killed: '#782471',
  },
};

/** Without red, which means a failure. */
const threadColours = [
  ['blue', '#3794ff', '#1a85ff'],
  ['orange', '#d18616', '#b5650a'],
  ['purple', '#b180d7', '#652d90'],
  ['green', '#89d185', '#388a34'],
  ['yellow', '#cca700', '#8f7400'],
] as const;

/**
 * Reads the theme that VS Code put into the document and tells when it changes. Also gives the style sheet
 * the colours of the states, so that trees and canvases agree.
 */
export class Theme implements Disposable {
  #ink: Ink;
  readonly #observer: MutationObserver;

  constructor(onChange: () => void) {
    this.#ink = readInk();
    exportStates(this.#ink);
    this.#observer = new MutationObserver(() => {
      this.#ink = readInk();
      exportStates(this.#ink);
      onChange();
    });
    // Which theme it is stands in the body's attributes, its variables in the root's style. What is written
    // to the body's style is our own.
    this.#observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
    this.#observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
  }

  get ink(): Ink {
    return this.#ink;
  }

  dispose(): void {
    this.#observer.disconnect();
  }
}

function exportStates(ink: Ink): void {
  for (const [state, colour] of Object.entries(ink.states)) {
    document.body.style.setProperty(`--threads-${state}`, colour);
  }
  for (const [severity, colour] of Object.entries(ink.findings)) {
    document.body.style.setProperty(`--finding-${severity}`, colour);
  }
}

function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const read = (names: readonly string[], fallback: string) => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== '') return value;
    }
    return fallback;
  };
  const kind = themeKind(document.body.classList);
  const isLight = kind === 'light' || kind === 'highContrastLight';
  const isHighContrast = kind === 'highContrast' || kind === 'highContrastLight';
  const foreground = read(['editor-foreground', 'foreground'], isLight ? '#1f1f1f' : '#cccccc');
  const defaults = stateColours[kind];
  const states = Object.fromEntries(
    Object.entries(defaults).map(([state, colour]) => [state, read([`threadView-${state}`], colour)]),
  );
  return {
    kind,
    states: { ...defaults, ...states },
    background: read(['editor-background'], isLight ? '#ffffff' : '#1f1f1f'),
    foreground,
    muted: isHighContrast ? foreground : read(['descriptionForeground'], isLight ? '#5f6a79' : '#9d9d9d'),
    grid: read(
      isHighContrast ? ['contrastBorder'] : ['editorIndentGuide-background1', 'tree-indentGuidesStroke'],
      isLight ? '#d8d8d8' : '#404040',
    ),
    accent: read(['focusBorder', 'contrastActiveBorder'], isLight ? '#005fb8' : '#0078d4'),
    link: read(['textLink-foreground'], isLight ? '#005fb8' : '#4daafc'),
    range: read(['editor-selectionBackground'], isLight ? '#add6ff' : '#264f78'),
    lit: read(['editorWarning-foreground', 'focusBorder'], isLight ? '#bf8803' : '#cca700'),
    findings: {
      error: read(['editorError-foreground', 'errorForeground'], isLight ? '#e51400' : '#f14c4c'),
      warning: read(['editorWarning-foreground'], isLight ? '#bf8803' : '#cca700'),
      info: read(['editorInfo-foreground'], isLight ? '#1a85ff' : '#3794ff'),
    },
    threads: threadColours.map(([name, dark, light]) => read([`charts-${name}`], isLight ? light : dark)),
    fontFamily: read(['font-family'], 'system-ui, sans-serif'),
  };
}

function themeKind(classes: DOMTokenList): ThemeKind {
  if (classes.contains('vscode-high-contrast-light')) return 'highContrastLight';
  if (classes.contains('vscode-high-contrast')) return 'highContrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

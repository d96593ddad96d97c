import type { Outcome, ThreadState } from '../protocol/words.ts';
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
  readonly fontFamily: string;
}

/**
 * What the extension contributes as defaults, for hosts that do not know them. After Okabe and Ito: the
 * hues stay apart for people who see red and green alike, and lightness differs besides.
 */
export const stateColours: Readonly<Record<ThemeKind, Readonly<Record<ColouredState, string>>>> = {
  dark: {
    created: '#8A8F98',
    starting: '#5AB4E8',
    running: '#2FB68A',
    ready: '#E3C44C',
    waiting: '#7C8897',
    blocked: '#E8803F',
    sleeping: '#A78BD8',
    finished: '#9AA5B1',
    failed: '#F4615B',
    killed: '#DB7BB0',
  },
  light: {
    created: '#7A7F87',
    starting: '#1479B8',
    running: '#0B8A63',
    ready: '#B28704',
    waiting: '#8791A0',
    blocked: '#C65511',
    sleeping: '#7A5BBF',
    finished: '#5C6773',
    failed: '#C4281F',
    killed: '#A8326E',
  },
  highContrast: {
    created: '#C0C0C0',
    starting: '#6FD0FF',
    running: '#3DF0B0',
    ready: '#FFE34D',
    waiting: '#C0C8D2',
    blocked: '#FF9A4D',
    sleeping: '#CDB0FF',
    finished: '#FFFFFF',
    failed: '#FF7A74',
    killed: '#FF9AD2',
  },
  highContrastLight: {
    created: '#4A4F57',
    starting: '#00568F',
    running: '#005F41',
    ready: '#6B5000',
    waiting: '#4A5563',
    blocked: '#8A3400',
    sleeping: '#52309A',
    finished: '#292929',
    failed: '#A30D08',
    killed: '#7D1450',
  },
};

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
    fontFamily: read(['font-family'], 'system-ui, sans-serif'),
  };
}

function themeKind(classes: DOMTokenList): ThemeKind {
  if (classes.contains('vscode-high-contrast-light')) return 'highContrastLight';
  if (classes.contains('vscode-high-contrast')) return 'highContrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

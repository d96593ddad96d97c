import './styleNonce.ts';
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from '@vscode/webview-ui-toolkit';
import type { Button, TextField } from '@vscode/webview-ui-toolkit';
import { h, setAttribute } from './dom.ts';
import { icon } from './icons.ts';
import type { IconName } from './icons.ts';

/**
 * The only file that knows the toolkit. Its upstream is archived: whoever replaces it replaces this file.
 * Only what is used is registered.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());
}

/** As far as the panel uses them: the names of the toolkit's classes stay in here. */
export type ToolkitButton = HTMLElement & Pick<Button, 'disabled'>;
export type ToolkitTextField = HTMLElement & Pick<TextField, 'value'>;

export function iconButton(name: IconName, title: string, onClick: () => void): ToolkitButton {
  const button = h(
    'vscode-button',
    { appearance: 'icon', title, 'aria-label': title },
    icon(name),
  ) as ToolkitButton;
  button.addEventListener('click', onClick);
  return button;
}

export function textButton(label: string, isPrimary: boolean, onClick: () => void): ToolkitButton {
  const button = h(
    'vscode-button',
    { appearance: isPrimary ? 'primary' : 'secondary' },
    label,
  ) as ToolkitButton;
  button.addEventListener('click', onClick);
  return button;
}

export function textField(label: string, title: string, onInput: (value: string) => void): ToolkitTextField {
  const before = icon('filter');
  before.setAttribute('slot', 'start');
  const attributes = { placeholder: label, 'aria-label': label, title };
  const field = h('vscode-text-field', attributes, before) as ToolkitTextField;
  field.addEventListener('input', () => onInput(field.value));
  // Once it is in the document, the toolkit calls every field without a visible label "Text field".
  new MutationObserver(() => setAttribute(field, 'aria-label', label)).observe(field, {
    attributeFilter: ['aria-label'],
  });
  return field;
}

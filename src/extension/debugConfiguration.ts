import { ownEnvironment, probeEnvironment } from '../engine/probeEnvironment.ts';
import { bundlePaths } from '../engine/bundlePaths.ts';
import type { Endpoint } from '../protocol/wire.ts';
import { hideSecrets } from '../trace/hiddenSecrets.ts';
import { asTyped } from '../engine/commandLine.ts';

/** A configuration of launch.json, or one that was made elsewhere. VS Code hands out what it is given, of any type. */
export interface DebugConfiguration {
  readonly type: string;
  readonly name: string;
  readonly request: string;
  readonly [attribute: string]: unknown;
}

/** The attribute that users write. */
export const threadViewAttribute = 'threadView';
/** The attribute that says, in a configuration that has the probe, what its environment was before. */
const beforeAttribute = '__threadViewBefore';

export type DebugLanguage = 'node' | 'python';

const languages: Readonly<Record<string, DebugLanguage>> = {
  node: 'node',
  'pwa-node': 'node',
  'node-terminal': 'node',
  debugpy: 'python',
  python: 'python',
};

/** The types of debugger whose programs can have the probe. package.json names them too. */
export const debugTypes: readonly string[] = Object.keys(languages);

/** `null` for a debugger whose programs cannot have the probe. */
export function debugLanguage(type: string): DebugLanguage | null {
  return Object.hasOwn(languages, type) ? (languages[type] ?? null) : null;
}

/**
 * What is to be done with a configuration: `attach` says that the probe is wanted, but the program runs already.
 * @param always what the setting says for those that say nothing themselves
 */
export function wishOf(config: DebugConfiguration, always: boolean): 'probe' | 'attach' | 'nothing' {
  if (debugLanguage(config.type) === null || isPartOfAnother(config)) return 'nothing';
  const said = config[threadViewAttribute];
  const isWanted = typeof said === 'boolean' ? said : always;
  if (!isWanted) return 'nothing';
  return config.request === 'launch' ? 'probe' : 'attach';
}

/** Debuggers begin sessions of their own for the Workers and child processes of a program. */
function isPartOfAnother(config: DebugConfiguration): boolean {
  return '__pendingTargetId' in config || 'subProcessId' in config;
}

/** The configuration as it was before it had the probe. */
export function withoutProbe(config: DebugConfiguration): DebugConfiguration {
  const before = config[beforeAttribute];
  if (typeof before !== 'object' || before === null) return config;
  const others = Object.entries(config).filter(([name]) => name !== beforeAttribute && name !== 'env');
  const { type, name, request } = config;
  return {
    ...Object.fromEntries(others),
    type,
    name,
    request,
    ...before,
  };
}

/**
 * The same, with the probe on the way of the program and of what it starts.
 * @param fromFile what the configuration's `envFile` holds, if it has one
 * @param inherited the environment of the debugger
 */
export function withProbe(
  config: DebugConfiguration,
  endpoint: Endpoint,
  fromFile: Readonly<Record<string, string>>,
  inherited: Readonly<Record<string, string | undefined>>,
): DebugConfiguration {
  const plain = withoutProbe(config);
  const isNode = debugLanguage(config.type) === 'node';
  const configured = variablesOf(plain['env']);
  // The debugger for Node.js adds the NODE_OPTIONS that it has itself, behind its own and those of the configuration.
  const before = { ...inherited, ...(isNode && { NODE_OPTIONS: undefined }), ...fromFile, ...configured };
  const { env } = probeEnvironment(endpoint, { ...ownEnvironment(before), isDebugged: true });
  const others = Object.entries(configured).filter(
    ([name]) => process.platform !== 'win32' || !Object.hasOwn(env, name.toUpperCase()),
  );
  return {
    ...plain,
    // As the configuration had it: `null` takes a variable away.
    env: { ...nulls(plain['env']), ...Object.fromEntries(others), ...env },
    ...(isNode ? skippedFiles(plain['skipFiles']) : excludedFiles(plain['rules'])),
    [beforeAttribute]: 'env' in plain ? { env: plain['env'] } : {},
  };
}

/** The debugger does not stop in the probe, for a caught error or when one steps into what it replaced. */
function skippedFiles(own: unknown): { readonly skipFiles: readonly unknown[] } {
  const files: readonly unknown[] = Array.isArray(own) ? own : ['<node_internals>/**'];
  const probe = slashed(bundlePaths.nodeProbe);
  return { skipFiles: files.includes(probe) ? files : [...files, probe] };
}

function excludedFiles(own: unknown): { readonly rules: readonly unknown[] } {
  const rules: readonly unknown[] = Array.isArray(own) ? own : [];
  const path = `${slashed(bundlePaths.pythonProbe)}/**`;
  const isThere = rules.some(
    each => typeof each === 'object' && each !== null && 'path' in each && each.path === path,
  );
  return { rules: isThere ? rules : [...rules, { path, include: false }] };
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

function variablesOf(env: unknown): Record<string, string> {
  if (typeof env !== 'object' || env === null) return {};
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, String(value)]]
        : [],
    ),
  );
}

function nulls(env: unknown): Record<string, null> {
  if (typeof env !== 'object' || env === null) return {};
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]: [string, unknown]) => (value === null ? [[name, null]] : [])),
  );
}

/** What an `envFile` holds: `NAME=value`, one a line, with or without quotes. */
export function readEnvFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const [, name, value = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    const [, , quoted] = /^(['"`])(.*)\1(?:\s*#.*)?$/.exec(value) ?? [];
    variables[name] = quoted ?? value.replace(/\s+#.*$/, '');
  }
  return variables;
}

/** As the user would have typed it, as far as the configuration says; what is secret of it is hidden. */
export function programLine(config: DebugConfiguration): string {
  const { program, module, command } = config;
  if (typeof command === 'string') return hideSecrets(command.split(' ')).join(' ');
  const isNode = debugLanguage(config.type) === 'node';
  const { python = 'python', runtimeExecutable = 'node' } = config;
  const runtime = isNode
    ? [...list(runtimeExecutable), ...list(config['runtimeArgs'])]
    : [...list(python), ...list(config['pythonArgs'])];
  const what = typeof module === 'string' ? ['-m', module] : typeof program === 'string' ? [program] : [];
  const words = [...runtime, ...what, ...list(config['args'])].filter(each => typeof each === 'string');
  return asTyped(words);
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  return typeof value === 'string' ? [value] : [];
}

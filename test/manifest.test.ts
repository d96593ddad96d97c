import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { commandIds, contextKeys, sampleKey } from '../src/extension/commandIds.ts';

/** What package.json says beside what the code, the README and the disk say. */

interface Setting {
  readonly type: string | readonly string[];
  readonly default?: unknown;
  readonly scope?: string;
  readonly order?: number;
  readonly markdownDescription?: string;
}
interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}
interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly description: string;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: unknown; readonly description: string };
  };
  readonly contributes: {
    readonly commands: readonly { command: string; category?: string; title: string; icon?: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
    readonly configuration: readonly {
      title: string;
      order: number;
      properties: Readonly<Record<string, Setting>>;
    }[];
    readonly keybindings?: readonly { command: string; key: string; when?: string }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const readme = readFileSync('README.md', 'utf8');
const { contributes, capabilities } = manifest;
const settings = contributes.configuration.flatMap(group => Object.entries(group.properties));
const nls = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const nlsFiles = readdirSync('.').filter(file => /^package\.nls.*\.json$/.test(file));

describe('the manifest: commands', () => {
  it('are those of the code, with category and an icon of VS Code’s own', () => {
    assert.deepEqual(
      contributes.commands.map(each => each.command).sort(),
      (Object.values(commandIds) as string[]).sort(),
    );
    for (const { command, category, icon } of contributes.commands) {
      assert.equal(category, 'Thread View', command);
      assert.match(icon ?? '', /^\$\([a-z-]+\)$/, command);
    }
  });

  it('are offered in the palette only where they can be used', () => {
    const inPalette = new Map(contributes.menus['commandPalette']?.map(each => [each.command, each.when]));
    for (const { command } of contributes.commands)
      assert.ok(inPalette.has(command) || command === commandIds.openWalkthrough, command);
  });

  it('bring no key of their own that could be in the way of another', () => {
    for (const { command, when } of contributes.keybindings ?? [])
      assert.match(when ?? '', /threadView|thread-view/, command);
  });
});

describe('the manifest: context keys', () => {
  it('that it asks for are set by the code', () => {
    const known: string[] = [
      ...Object.values(contextKeys),
      ...stepsWithSample().map(({ id }) => sampleKey(id)),
    ];
    const asked =
      readFileSync('package.json', 'utf8').match(/threadView\.(?:running|hasRun|sample\.\w+)/g) ?? [];
    const keys = [
      ...JSON.stringify([contributes.menus, contributes.commands]).matchAll(/threadView\.[\w.]+/g),
    ];
    assert.deepEqual(
      [...asked, ...keys.map(match => match[0])].filter(key => !known.includes(key)),
      [],
    );
  });

  it('are told in the README', () => {
    for (const key of [...Object.values(contextKeys), 'threadView.sample.'])
      assert.ok(readme.includes(`\`${key}`), key);
  });
});

describe('the manifest: settings', () => {
  it('have a place, a default, a scope and a description, and stand in the README', () => {
    for (const [name, { order, scope, markdownDescription, ...rest }] of settings) {
      assert.ok(typeof order === 'number' && scope && markdownDescription && 'default' in rest, name);
      assert.ok(readme.includes(`| \`${name}\``), `${name} is not in the README`);
    }
    const orders = contributes.configuration.map(group => group.order);
    assert.equal(new Set(orders).size, orders.length);
  });

  it('that say what is run and how do not count in an untrusted workspace', () => {
    const { supported, restrictedConfigurations, description } = capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.match(description, /^%/);
    const [program, node, python] = contributes.configuration;
    const running = [program, node, python].flatMap(group => Object.keys(group?.properties ?? {}));
    assert.deepEqual([...restrictedConfigurations].sort(), running.sort());
    for (const [name] of settings)
      if (/path|arguments|environment|cwd/i.test(name))
        assert.ok(restrictedConfigurations.includes(name), name);
  });
});

function stepsWithSample(): readonly Step[] {
  const [walkthrough] = contributes.walkthroughs;
  return (walkthrough?.steps ?? []).filter(({ id }) => id !== 'yours');
}

describe('the manifest: the walkthrough', () => {
  it('has a drawing for each step, which takes its colours from the theme', () => {
    for (const { media } of contributes.walkthroughs.flatMap(each => each.steps)) {
      const svg = readFileSync(media.svg, 'utf8');
      assert.doesNotMatch(svg, /<style|<script|style=|href=|<animate/, media.svg);
      const colours = [...svg.matchAll(/ (?:fill|stroke)="([^"]+)"/g)].map(match => match[1] ?? '');
      assert.deepEqual(
        colours.filter(colour => !/^(var\(--vscode-|none$|url\(#)/.test(colour)),
        [],
        media.svg,
      );
    }
  });

  for (const file of nlsFiles) {
    it(`says in each step what to look for, and runs its sample in both languages: ${file}`, () => {
      const texts = nls(file);
      for (const { id, description, completionEvents } of stepsWithSample()) {
        const text = texts[description.slice(1, -1)] ?? '';
        assert.match(text, /\n\*\*(Look for|Zu sehen)\*\* .*[.?]\n/s, id);
        const links = [...text.matchAll(/\n\[[^\]]+\]\(command:([\w.-]+)\?([^)]+)\)/g)].map(match => [
          match[1],
          JSON.parse(decodeURIComponent(match[2] ?? '')) as unknown,
        ]);
        assert.deepEqual(links, [
          [commandIds.runSample, [`${id}.mjs`]],
          [commandIds.runSample, [`${id}.py`]],
        ]);
        assert.deepEqual(completionEvents, [`onContext:${sampleKey(id)}`]);
      }
    });
  }

  it('runs samples that are there', () => {
    for (const { id } of stepsWithSample())
      for (const sample of [`media/samples/${id}.mjs`, `media/samples/python/${id}.py`])
        assert.ok(existsSync(sample), sample);
  });
});

describe('the package', () => {
  it('can reach no network: there is no telemetry', () => {
    const network = ['http', 'https', 'http2', 'tls', 'dgram', 'dns'];
    // For who attaches to a run of the same machine, by the path of a socket: see below.
    const withSockets = ['extension.cjs', 'cli.cjs'];
    const nodes = new Set(builtinModules);
    for (const file of [
      'extension.cjs',
      'cli.cjs',
      'probe-node.cjs',
      'probe-node-body.cjs',
      'probe-node-captures.cjs',
    ]) {
      const code = readFileSync(`dist/${file}`, 'utf8');
      const required = [...code.matchAll(/require\("(?:node:)?([\w/]+)"\)/g)].map(match => match[1] ?? '');
      assert.ok(
        required.some(name => nodes.has(name)),
        `${file}: no module was found`,
      );
      assert.deepEqual(
        required.filter(
          name =>
            network.includes(name.split('/')[0] ?? '') || (name === 'net' && !withSockets.includes(file)),
        ),
        [],
        file,
      );
      assert.doesNotMatch(code, /\b(fetch|WebSocket|EventSource|XMLHttpRequest)\(/, file);
    }
    for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const code = readFileSync(`src/${file}`, 'utf8');
      if (!code.includes("from 'node:net'")) continue;
      const calls = code.match(/\b(?:connect|createConnection|listen)\(.*/g) ?? [];
      for (const call of calls) assert.match(call, /^(connect|listen)\(\{ path: /, file);
    }
    assert.match(readme, /no telemetry/i);
  });
});

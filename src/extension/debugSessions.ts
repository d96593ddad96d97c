import * as vscode from 'vscode';
import { baseName } from '../engine/files.ts';
import {
  debugLanguage,
  debugTypes,
  programLine,
  readEnvFile,
  threadViewAttribute,
  wishOf,
  withoutProbe,
  withProbe,
  type DebugConfiguration,
} from './debugConfiguration.ts';
import { DebugRun, type DebugFacts } from './debugRun.ts';
import { HeldEndpoints } from './heldEndpoints.ts';
import type { Log } from './log.ts';
import type { Run } from './run.ts';
import type { RunContext } from './runContext.ts';
import { errorText } from './text.ts';
import { ThreadStops } from './threadStops.ts';

/** The setting that adds the probe to sessions that do not ask for it. */
const alwaysSetting = 'debug.always';

/** Who shows the runs of sessions. */
export interface DebugRunOwner {
  readonly context: RunContext;
  /** A run has begun that somebody else started. */
  readonly begins: (run: Run) => void;
  /** Does once more what made a session; `null` for those whose configuration says all. */
  readonly again: (config: DebugConfiguration) => (() => Promise<void>) | null;
}

/**
 * Adds the probe to debug sessions that are to have it, and makes each of them a run. One per window; lives as long as
 * the extension, and costs nothing until a session asks for it.
 */
export class DebugSessions implements vscode.Disposable {
  readonly #owner: () => DebugRunOwner;
  readonly #log: Log;
  /**
   * A session may begin long after its configuration is known (a task comes first), or never, of which nobody tells; and
   * it is begun anew with the configuration that it has.
   */
  readonly #held = new HeldEndpoints<DebugFacts>();
  /** By the id of the session that each began with. */
  readonly #begun = new Map<string, DebugRun>();
  /** By the id of their sessions: VS Code may begin a session anew, with the same endpoint. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(owner: () => DebugRunOwner, log: Log) {
    this.#owner = owner;
    this.#log = log;
    this.#subscriptions = [
      // Of any type: those come after the debugger's own, when the configuration is what will be used.
      vscode.debug.registerDebugConfigurationProvider('*', {
        resolveDebugConfigurationWithSubstitutedVariables: (folder, config) => this.#resolve(folder, config),
      }),
      ...debugTypes.map(type =>
        vscode.debug.registerDebugAdapterTrackerFactory(type, {
          createDebugAdapterTracker: session => this.#track(session),
        }),
      ),
      vscode.debug.onDidTerminateDebugSession(session => this.#ended(session)),
    ];
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
    this.#held.dispose();
  }

  async #resolve(
    folder: vscode.WorkspaceFolder | undefined,
    config: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration> {
    const setting = vscode.workspace.getConfiguration('threadView', folder?.uri).get<unknown>(alwaysSetting);
    const wish = wishOf(config, setting === true);
    if (wish === 'nothing' || !vscode.workspace.isTrusted) return config;
    if (wish === 'attach') {
      this.#log.info(`${config.name} attaches to a program that runs already, so the probe cannot be in it.`);
      return config;
    }
    try {
      const facts = this.#factsOf(folder, config);
      const endpoint = this.#held.hold(this.#freeKey(facts.key), facts);
      return withProbe(config, endpoint, await this.#envFile(config), process.env);
    } catch (error) {
      // Debugging goes on as it would without us.
      this.#log.error(errorText(error));
      void vscode.window.showWarningMessage(
        vscode.l10n.t('{0} is debugged without Thread View: {1}', config.name, errorText(error)),
      );
      return config;
    }
  }

  #factsOf(folder: vscode.WorkspaceFolder | undefined, config: DebugConfiguration): DebugFacts {
    const plain = withoutProbe(config);
    const { program } = plain;
    const file = typeof program === 'string' ? program : null;
    const again = async () => {
      await vscode.debug.startDebugging(folder, { ...plain, [threadViewAttribute]: true });
    };
    return {
      title: file === null ? config.name : baseName(file),
      file,
      key: `debug ${folder?.uri.toString() ?? ''} ${config.type} ${config.name}`,
      again: this.#owner().again(config) ?? again,
      commandLine: programLine(plain),
    };
  }

  /** The same configuration may be debugged twice at a time. */
  #freeKey(key: string): string {
    const living = [...this.#begun.values()].filter(run => run.key === key).length;
    return living === 0 ? key : `${key} ${living + 1}`;
  }

  async #envFile(config: DebugConfiguration): Promise<Record<string, string>> {
    const { envFile } = config;
    if (typeof envFile !== 'string') return {};
    // That it cannot be read the debugger says itself.
    const bytes = await vscode.workspace.fs
      .readFile(vscode.Uri.file(envFile))
      .then(undefined, () => undefined);
    return bytes === undefined ? {} : readEnvFile(new TextDecoder().decode(bytes));
  }

  /** VS Code waits for a second for this, before it starts the debugger. */
  async #track(session: vscode.DebugSession): Promise<vscode.DebugAdapterTracker | undefined> {
    // Begun anew: the program of before is over, and so is its run.
    this.#ended(session);
    await this.#ending.get(session.id);
    const around = sessionsAround(session);
    const root = around.at(-1) ?? session;
    const language = debugLanguage(session.type);
    const run = this.#begun.get(root.id) ?? (session === root ? this.#begin(session) : null);
    if (run === null || language === null) return undefined;
    const watched = {
      language,
      names: around.map(each => each.configuration.name),
      ask: (command: string, argument: object) => session.customRequest(command, argument),
      pathOf: (file: string) => (/^[\w.+-]{2,}:\/\//.test(file) ? vscode.Uri.parse(file).fsPath : file),
    };
    const stops = new ThreadStops(watched, {
      said: word => run.said(word),
      began: pid => run.hasPid(pid),
      exited: exitCode => {
        if (session === root) run.exited(exitCode);
      },
      refused: why => {
        if (session === root) run.refused(why);
      },
    });
    return {
      onWillReceiveMessage: message => stops.onWillReceiveMessage(message),
      onDidSendMessage: message => stops.onDidSendMessage(message),
      // Of a session that never began well this is all that is heard of its end.
      onWillStopSession: () => {
        if (this.#begun.get(session.id) === run) this.#ended(session);
      },
    };
  }

  #ended(session: vscode.DebugSession): void {
    const run = this.#begun.get(session.id);
    if (run === undefined) return;
    this.#begun.delete(session.id);
    const ending = run.ends().finally(() => {
      if (this.#ending.get(session.id) === ending) this.#ending.delete(session.id);
    });
    this.#ending.set(session.id, ending);
  }

  #begin(session: vscode.DebugSession): DebugRun | null {
    const taken = this.#held.take(environmentOf(session.configuration));
    if (taken === null) return null;
    if (taken === 'busy') {
      this.#log.info(`${session.name} is debugged without Thread View: its last run still tells.`);
      return null;
    }
    const { facts, endpoint } = taken;
    const run = new DebugRun(facts, session, endpoint, this.#owner().context);
    this.#begun.set(session.id, run);
    void run.over.then(() => this.#held.giveBack(endpoint));
    this.#owner().begins(run);
    return run;
  }
}

function environmentOf({ env }: DebugConfiguration): Record<string, string> | undefined {
  return typeof env === 'object' && env !== null ? (env as Record<string, string>) : undefined;
}

/** A session, and those that it is a part of. */
function sessionsAround(session: vscode.DebugSession): readonly vscode.DebugSession[] {
  const found: vscode.DebugSession[] = [];
  for (let each: vscode.DebugSession | undefined = session; each !== undefined; each = each.parentSession)
    found.push(each);
  return found;
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { alternatives } from './alternatives.ts';
import { buildHelpers } from './helpers.ts';
import { ingestionTable, measureIngestion } from './ingest.ts';
import { measureMicro, microTable } from './micro.ts';
import { helpText, parseOptions } from './options.ts';
import type { BenchOptions } from './options.ts';
import { measurePairs } from './pairs.ts';
import { missedByDebugger, ratioTable, recorderTable } from './report.ts';
import type { Result } from './report.ts';
import { cleanEnvironment } from './timedRun.ts';
import { recorded } from './ways.ts';

interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  /** Processes that wanted a core when the benchmark began: more than a few spoil it. */
  readonly load: number;
}

function machineFacts(node: string): Machine {
  const cores = os.cpus();
  return {
    cores: cores.length,
    processor: cores[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    kernel: `${os.type()} ${os.release()} ${os.arch()}`,
    node: execFileSync(node, ['--version'], { encoding: 'utf8', env: cleanEnvironment() }).trim(),
    load: os.loadavg()[0] ?? 0,
  };
}

/** What a name on the PATH stands for: managers of several Pythons put a script there, which starts many times slower. */
function interpreter(python: string): string {
  const args = ['-I', '-S', '-c', 'import sys; print(sys.executable)'];
  return execFileSync(python, args, { encoding: 'utf8', env: cleanEnvironment() }).trim();
}

async function measureAll(options: BenchOptions): Promise<readonly Result[]> {
  const recorderArguments = profiling(options);
  const needsPython = options.programs.some(({ language }) => language === 'python');
  const python = needsPython ? interpreter(options.python) : options.python;
  const results: Result[] = [];
  for (const program of options.programs) {
    // The alternatives are Node's.
    const hasAlternatives = options.alternativePairs > 0 && program.language === undefined;
    const ways = hasAlternatives ? [recorded, ...alternatives] : [recorded];
    for (const way of ways) {
      const pairs = way === recorded ? options.pairs : options.alternativePairs;
      process.stderr.write(`${program.name}, ${way.name}: ${pairs} pairs\n`);
      results.push({
        program,
        way: way.name,
        pairs: await measurePairs(program, way, {
          node: options.node,
          python,
          pairs,
          recorderArguments,
        }),
      });
    }
  }
  return results;
}

function profiling({ recorderProfiles }: BenchOptions): readonly string[] {
  return recorderProfiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(recorderProfiles)}`];
}

function save(file: string | null, content: object): void {
  if (file === null) return;
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(helpText);
    return;
  }
  const machine = machineFacts(options.node);
  await buildHelpers();
  console.log(
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.kernel}, ` +
      `Node ${machine.node}, load ${machine.load.toFixed(1)}\n`,
  );
  if (options.micro) {
    const pairs = await measureMicro(options.node, options.pairs);
    console.log(microTable(pairs));
    save(options.json, { machine, micro: pairs });
    return;
  }
  if (options.ingest) {
    const ingestions = await measureIngestion(options.pairs, profiling(options));
    console.log(ingestionTable(ingestions));
    save(options.json, { machine, ingestions });
    return;
  }
  const results = await measureAll(options);
  console.log(`\n${ratioTable(results)}\n${missedByDebugger(results)}\n${recorderTable(results)}`);
  save(options.json, { machine, results });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

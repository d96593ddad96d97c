#!/usr/bin/env node
import { productVersion } from '../engine/productVersion.ts';
import { playRecorder } from '../engine/recorderMain.ts';
import { showRecording } from './keeping.ts';
import { helpText, parseCommandLine } from './options.ts';
import { runProgram } from './runProgram.ts';
import { endBySignal } from './signals.ts';

const usageMistake = 2;

/** Resolves when the text is on its way to the terminal, so that an exit does not cut it off. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise(resolve => {
    stream.write(text, () => resolve());
  });
}

async function main(args: readonly string[]): Promise<void> {
  // Whoever reads our stderr may stop reading (`| head`); the program's exit code is still to be told.
  process.stderr.on('error', () => undefined);
  const request = parseCommandLine(args);
  switch (request.kind) {
    case 'help':
      return write(process.stdout, helpText);
    case 'version':
      return write(process.stdout, `${productVersion()}\n`);
    case 'mistake':
      await write(process.stderr, `thread-view: ${request.message}\nTry "thread-view --help".\n`);
      process.exitCode = usageMistake;
      return;
    case 'open':
      // Whoever reads the table may have seen enough.
      process.stdout.on('error', () => undefined);
      process.exitCode = await showRecording(
        request,
        text => write(process.stdout, text),
        text => write(process.stderr, text),
      );
      return;
    case 'run': {
      const { exitCode, signal } = await runProgram(request, text => write(process.stderr, text));
      if (signal !== null) endBySignal(signal);
      else process.exit(exitCode ?? 1);
    }
  }
}

// The recorder is most of this bundle, so it is not shipped a second time.
if (!playRecorder()) void main(process.argv.slice(2));

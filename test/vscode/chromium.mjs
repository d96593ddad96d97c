// @ts-check
import { chromium } from 'playwright-core';
import { ensureChromium } from './system.mjs';

/**
 * A headless Chromium of this machine. The flags keep it from looking for a GPU, a sandbox (there is none
 * for root in a container) and Google's servers.
 * @param {{ args?: string[] }} [options]
 */
export function launchChromium({ args = [] } = {}) {
  return chromium.launch({
    executablePath: ensureChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  });
}

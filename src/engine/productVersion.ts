import { readFileSync } from 'node:fs';
import { bundlePaths } from './bundlePaths.ts';

/** The version in the package's manifest, which lies beside its `media` folder in every installation. */
export function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(bundlePaths.packageFile, 'utf8'));
  const version = (manifest as { readonly version?: unknown }).version;
  return typeof version === 'string' ? version : 'unknown';
}

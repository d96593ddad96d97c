import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';
import { decimal, t } from './l10n.ts';

/** 1234567 → "1 234 567". */
export function grouped(count: number): string {
  return decimal(count);
}

/** A duration with three significant digits and the unit that people would say. */
export function duration(ns: Nanoseconds): string {
  if (ns < 0) return `−${duration(Math.abs(ns))}`;
  if (ns < 999.5) return t('{0} ns', decimal(ns));
  if (ns < 999.5e3) return t('{0} µs', threeDigits(ns / 1e3));
  if (ns < 999.5e6) return t('{0} ms', threeDigits(ns / 1e6));
  const seconds = ns / 1e9;
  if (seconds < 59.95) return t('{0} s', threeDigits(seconds));
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return t('{0} min {1} s', minutes, twoDigits(whole % 60));
  return t('{0} h {1} min', Math.floor(minutes / 60), twoDigits(minutes % 60));
}

function threeDigits(value: number): string {
  return decimal(value, 0, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

function twoDigits(value: number): string {
  return `${value < 10 ? decimal(0) : ''}${decimal(value)}`;
}

/** A moment of the run, fine enough to tell neighbours apart. */
export function moment(ns: Nanoseconds): string {
  if (Math.abs(ns) < 1e9) return t('{0} ms', decimal(ns / 1e6, 3));
  return t('{0} s', decimal(ns / 1e9, 6));
}

/** 0.984 → "98 %". What is there but rounds to nothing is not shown as nothing. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.5) return t('< {0} %', 1);
  return t('{0} %', decimal(value));
}

/** A share that is small by nature: 0.004 → "0.4 %". */
export function finePercent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.05) return t('< {0} %', decimal(0.1, 1));
  return t('{0} %', decimal(value, 0, value < 10 ? 1 : 0));
}

/** 1536 → "1.5 KB", with three significant digits. */
export function bytes(count: number): string {
  if (count < 999.5) return t('{0, plural, one {# byte} other {# bytes}}', Math.round(count));
  const units = [t('{0} KB'), t('{0} MB'), t('{0} GB'), t('{0} TB')];
  let [value, unit] = [count / 1024, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (units[unit] ?? '').replace('{0}', threeDigits(value));
}

/** The last part of a path or URL, and the line. */
export function placeLabel(place: SourcePlace): string {
  return `${baseName(place.file)}:${place.line}`;
}

export function baseName(file: string): string {
  const parts = file.split(/[\\/]/);
  return parts.at(-1) ?? file;
}

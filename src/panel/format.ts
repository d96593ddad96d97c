import type { Nanoseconds, SourcePlace } from '../protocol/words.ts';

/** Narrow no-break space: groups digits without looking like a new word. */
const thin = '\u202f';

/** 1234567 → "1 234 567". */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, thin);
}

/** Groups the digits of a decimal's fraction: "12.345678" → "12.345 678". */
export function groupedFraction(decimal: string): string {
  const dot = decimal.indexOf('.');
  if (dot < 0) return decimal;
  return decimal.slice(0, dot + 1) + decimal.slice(dot + 1).replace(/(\d{3})(?=\d)/g, `$1${thin}`);
}

/** A duration with three significant digits and the unit that people would say. */
export function duration(ns: Nanoseconds): string {
  if (ns < 0) return `−${duration(Math.abs(ns))}`;
  if (ns < 999.5) return `${Math.round(ns)} ns`;
  if (ns < 999.5e3) return `${threeDigits(ns / 1e3)} µs`;
  if (ns < 999.5e6) return `${threeDigits(ns / 1e6)} ms`;
  const seconds = ns / 1e9;
  if (seconds < 59.95) return `${threeDigits(seconds)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${grouped(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, '0')} min`;
}

function threeDigits(value: number): string {
  const decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  const text = value.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A moment of the run, fine enough to tell neighbours apart. */
export function moment(ns: Nanoseconds): string {
  if (Math.abs(ns) < 1e9) return `${groupedFraction((ns / 1e6).toFixed(3))} ms`;
  return `${groupedFraction((ns / 1e9).toFixed(6))} s`;
}

/** 0.984 → "98 %". What is there but rounds to nothing is not shown as nothing. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.5) return '< 1 %';
  return `${Math.round(value)} %`;
}

/** A share that is small by nature: 0.004 → "0.4 %". */
export function finePercent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.05) return '< 0.1 %';
  return value < 10 ? `${Number(value.toFixed(1))} %` : `${Math.round(value)} %`;
}

/** 1536 → "1.5 KB", with three significant digits. */
export function bytes(count: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let [value, unit] = [count, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  if (unit === 0) return `${Math.round(count)} ${count === 1 ? 'byte' : 'bytes'}`;
  return `${threeDigits(value)} ${units[unit] ?? ''}`;
}

/** The last part of a path or URL, and the line. */
export function placeLabel(place: SourcePlace): string {
  return `${baseName(place.file)}:${place.line}`;
}

export function baseName(file: string): string {
  const parts = file.split(/[\\/]/);
  return parts.at(-1) ?? file;
}

export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

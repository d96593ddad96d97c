import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** Pictures of the panel's canvases, and how far two of them differ. PNGs as data URLs. */

export type PictureUrl = string;

/**
 * What the canvases show, one above the other as on screen, on the ground of the editor.
 * @param heightPx how much of the lanes, from above: the rest depends on how high the fonts of the machine are
 */
export function pictureOf(page: Page, canvases: readonly string[], heightPx: number): Promise<PictureUrl> {
  return page.evaluate(
    ({ names, height }) => {
      const found = names.map(name => document.querySelector<HTMLCanvasElement>(`.${name}`));
      const ratio = window.devicePixelRatio;
      const picture = document.createElement('canvas');
      picture.width = Math.max(...found.map(canvas => canvas?.width ?? 0));
      picture.height = Math.min(height * ratio, ...found.map(canvas => canvas?.height ?? 0));
      const context = picture.getContext('2d');
      if (!context) throw new Error('This browser gives no 2D canvas.');
      context.fillStyle = getComputedStyle(document.body).backgroundColor;
      context.fillRect(0, 0, picture.width, picture.height);
      for (const canvas of found) if (canvas) context.drawImage(canvas, 0, 0);
      return picture.toDataURL('image/png');
    },
    { names: [...canvases], height: heightPx },
  );
}

/** The same picture in a third of the bytes that the browser takes for it. */
export async function pngOf(page: Page, picture: PictureUrl): Promise<Buffer> {
  const { width, height, rgb } = await page.evaluate(async url => {
    const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), letter => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const { data } = context?.getImageData(0, 0, image.width, image.height) ?? { data: [] };
    return { width: image.width, height: image.height, rgb: [...data].filter((_, i) => i % 4 < 3) };
  }, picture);
  const rows = Buffer.alloc(height * (1 + 3 * width));
  // The byte before each row says that it is not filtered: flat colours shrink best as they are.
  for (let y = 0; y < height; y++)
    rows.set(rgb.slice(3 * width * y, 3 * width * (y + 1)), y * (1 + 3 * width) + 1);
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  // 8 bits for each of red, green and blue.
  size.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', size), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), framed.length - 4);
  return framed;
}

/**
 * The part of pixels, 0 to 1, that have no like in the other picture, not even beside them: edges may lie half a
 * pixel further in another version of the browser. 1 when the sizes differ.
 */
export function difference(page: Page, one: PictureUrl, other: PictureUrl): Promise<number> {
  return page.evaluate(
    async urls => {
      const slack = 40;
      const [a, b] = await Promise.all(
        urls.map(async url => {
          // Not as an image's source, which the policy of the page refuses.
          const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), letter =>
            letter.charCodeAt(0),
          );
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const canvas = document.createElement('canvas');
          canvas.width = image.width;
          canvas.height = image.height;
          const context = canvas.getContext('2d', { willReadFrequently: true });
          context?.drawImage(image, 0, 0);
          return context?.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (!a || !b || a.width !== b.width || a.height !== b.height) return 1;
      const { width, height } = a;
      const pixels = [new Uint32Array(a.data.buffer), new Uint32Array(b.data.buffer)] as const;
      let unlike = 0;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = 4 * (y * width + x);
          // Most are the same.
          let isLike = pixels[0][y * width + x] === pixels[1][y * width + x];
          for (let dy = -1; dy <= 1 && !isLike; dy++) {
            for (let dx = -1; dx <= 1 && !isLike; dx++) {
              if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
              const near = at + 4 * (dy * width + dx);
              isLike = true;
              for (let part = 0; part < 3; part++) {
                if (Math.abs((a.data[at + part] ?? 0) - (b.data[near + part] ?? 0)) > slack) isLike = false;
              }
            }
          }
          if (!isLike) unlike++;
        }
      }
      return unlike / (width * height);
    },
    [one, other],
  );
}

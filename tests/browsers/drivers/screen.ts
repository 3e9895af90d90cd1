import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

/** A virtual screen. */
export interface Screen {
  /** Such as ":1". */
  display: string;
  /** What is on it, as PNG. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

export async function startScreen(): Promise<Screen> {
  const folder = await mkdtemp(join(tmpdir(), 'screen-'));
  const args = ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', [...args, '-fbdir', folder], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = (await once(child.stdio[3]!, 'data')) as [Buffer];
  return {
    display: `:${number.toString().trim()}`,
    picture: async () => pngOf(await readFile(join(folder, 'Xvfb_screen0'))),
    close: async () => {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The frame buffer as X dumps windows (XWDFile.h): 32 bits a pixel, blue first. */
function pngOf(dump: Buffer): Buffer {
  const field = (index: number): number => dump.readUInt32BE(4 * index);
  const [headerSize, width, height, bytesPerLine, colors] = [0, 4, 5, 12, 19].map(field) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const kColorSize = 12;
  const start = headerSize + colors * kColorSize;
  const lines = Buffer.alloc(height * (1 + 3 * width));
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    at += 1; // no filter
    for (let x = 0; x < width; x += 1) {
      const pixel = start + y * bytesPerLine + 4 * x;
      lines[at] = dump[pixel + 2]!;
      lines[at + 1] = dump[pixel + 1]!;
      lines[at + 2] = dump[pixel]!;
      at += 3;
    }
  }
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8); // eight bits, three colours
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

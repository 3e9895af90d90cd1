import type { ServerResponse } from 'node:http';
import type { Stage } from '../support/stage.ts';
import type { Asked } from '../servers/wire.ts';

/** How an API writes its JSON, and what it says about it. */
export interface Charset {
  title: string;
  contentType: string;
  bytes(text: string): Buffer;
}

export const charsets: readonly Charset[] = [
  {
    title: 'UTF-8 with a byte order mark',
    contentType: 'application/json',
    bytes: (text) => Buffer.from(`\uFEFF${text}`),
  },
  {
    title: 'UTF-8 under the label of ISO-8859-1',
    contentType: 'application/json; charset=ISO-8859-1',
    bytes: (text) => Buffer.from(text),
  },
  {
    title: 'ISO-8859-1 under its own label',
    contentType: 'application/json; charset=ISO-8859-1',
    bytes: (text) => Buffer.from(text, 'latin1'),
  },
  {
    title: 'ISO-8859-1 under the label of UTF-8',
    contentType: 'application/json; charset=utf-8',
    bytes: (text) => Buffer.from(text, 'latin1'),
  },
  {
    title: 'UTF-16 under its own label',
    contentType: 'application/json; charset=utf-16le',
    bytes: (text) => Buffer.from(text, 'utf16le'),
  },
];

const kRepeats = 1000; // every request of a case

/** The API does what it is asked, and writes all its answers like that. */
export function writeAll(stage: Stage, { contentType, bytes }: Charset): void {
  const answer = async (asked: Asked, response: ServerResponse): Promise<void> => {
    const { status, headers, body } = await stage.api.answer(asked);
    const content = body === undefined ? Buffer.alloc(0) : bytes(JSON.stringify(body));
    response.writeHead(status, { ...headers, 'Content-Type': contentType });
    response.end(asked.method === 'HEAD' ? undefined : content);
  };
  for (const method of ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE']) {
    stage.site.plan(method, (asked, response) => void answer(asked, response), kRepeats);
  }
}

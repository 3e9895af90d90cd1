import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Stage } from '../support/stage.ts';
import type { Fault } from '../servers/site.ts';

/** An answer as it is on the connection, from servers and proxies that write it in their own way. */
export interface Wire {
  title: string;
  /** The page gets the whole answer. Otherwise what became of the change has to be found out. */
  isWhole: boolean;
  write(socket: Socket, status: string, body: string): void;
}

const kType = 'Content-Type: application/json; charset=utf-8';
const head = (version: string, status: string, ...fields: string[]): string =>
  [`HTTP/${version} ${status}`, kType, ...fields, '', ''].join('\r\n');
const half = (text: string): string => text.slice(0, text.length / 2);
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

export const wires: readonly Wire[] = [
  {
    title: 'HTTP/1.0, which ends with the connection',
    isWhole: true,
    write: (socket, status, body) => socket.end(head('1.0', status) + body),
  },
  {
    title: 'Connection: close and no length',
    isWhole: true,
    write: (socket, status, body) => socket.end(head('1.1', status, 'Connection: close') + body),
  },
  {
    title: 'chunks with a trailer',
    isWhole: true,
    write: (socket, status, body) => {
      const [one, two] = [half(body), body.slice(body.length / 2)];
      const fields = ['Transfer-Encoding: chunked', 'Trailer: Server-Timing', 'Connection: close'];
      socket.write(head('1.1', status, ...fields) + chunk(one));
      socket.end(`${chunk(two)}0\r\nServer-Timing: db;dur=3\r\n\r\n`);
    },
  },
  {
    title: 'informational answers (102, 103) before it',
    isWhole: true,
    write: (socket, status, body) => {
      socket.write('HTTP/1.1 102 Processing\r\n\r\n');
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload; as=style\r\n\r\n');
      socket.end(head('1.1', status, `Content-Length: ${body.length}`) + body);
    },
  },
  {
    title: 'more after the length that is promised',
    isWhole: true,
    write: (socket, status, body) =>
      socket.end(
        `${head('1.1', status, `Content-Length: ${body.length}`)}${body}\n<!-- cached -->`,
      ),
  },
  {
    title: 'a length that is too short',
    isWhole: false,
    write: (socket, status, body) =>
      socket.end(head('1.1', status, `Content-Length: ${half(body).length}`) + body),
  },
  {
    title: 'chunks that stop in the middle',
    isWhole: false,
    write: (socket, status, body) =>
      socket.end(head('1.1', status, 'Transfer-Encoding: chunked') + chunk(half(body))),
  },
  {
    title: 'HTTP/1.0, cut in the middle',
    isWhole: false,
    write: (socket, status, body) => socket.end(head('1.0', status) + half(body)),
  },
  {
    title: 'a connection that ends within the headers',
    isWhole: false,
    write: (socket, status) => socket.end(`HTTP/1.1 ${status}\r\nContent-Ty`),
  },
  {
    title: 'plain bytes under the label of gzip',
    isWhole: false,
    write: (socket, status, body) => {
      const fields = ['Content-Encoding: gzip', `Content-Length: ${body.length}`];
      socket.end(head('1.1', status, ...fields) + body);
    },
  },
  {
    title: 'gzip without its label',
    isWhole: false,
    write: (socket, status, body) => {
      const packed = gzipSync(body);
      socket.write(head('1.1', status, `Content-Length: ${packed.length}`));
      socket.end(packed);
    },
  },
];

const kReasons: Record<number, string> = { 200: 'OK', 201: 'Created' };

/** The API does what was asked, and its answer is written like that. */
export const writtenAs = (stage: Stage, { title, write }: Wire): Fault => {
  const fault: Fault = (asked, response) => {
    const { socket } = response;
    if (!socket) throw new Error('The connection is closed.');
    response.detachSocket(socket);
    void Promise.resolve(stage.api.answer(asked)).then(({ status, body }) =>
      write(socket, `${status} ${kReasons[status] ?? ''}`, JSON.stringify(body)),
    );
  };
  return Object.defineProperty(fault, 'name', { value: title });
};

import type { ServerResponse } from 'node:http';
import type { Asked } from '../servers/wire.ts';

/** An answer that no API means, but that people get: the API has seen nothing of the request. */
export interface Garbage {
  title: string;
  /** As empty as an answer can be, or a list without rows: accepted where that is expected. */
  isEmptyAnswer?: boolean;
  isEmptyList?: boolean;
  /** Ends by the limit of length only. */
  isEndless?: boolean;
  /** Ends by the limit of time only. */
  isSlow?: boolean;
  answer(asked: Asked, response: ServerResponse): void;
}

const kJson = { 'Content-Type': 'application/json; charset=utf-8' };
const kBlock = 'x'.repeat(1 << 16);

/** Bytes without end, as fast as they are taken, until the other side has enough. */
function pour(response: ServerResponse, block: string): void {
  const go = (): void => {
    while (!response.destroyed && response.write(block));
  };
  response.on('drain', go);
  go();
}

export const garbage: readonly Garbage[] = [
  {
    title: 'half a JSON',
    answer: (_asked, response) => {
      response.writeHead(200, kJson).end('{"success":true,"data":{"id":"p9","last_na');
    },
  },
  {
    title: 'a body that never ends',
    isEndless: true,
    answer: (_asked, response) => {
      response.writeHead(200, kJson).write('{"success":true,"data":"');
      pour(response, kBlock);
    },
  },
  {
    title: 'a body that stops in the middle and stays open',
    isSlow: true,
    answer: (_asked, response) => {
      response.writeHead(200, kJson).write('{"success":true,"data":{');
    },
  },
  {
    title: 'fewer bytes than promised',
    answer: (_asked, response) => {
      response.writeHead(200, { ...kJson, 'Content-Length': '5000' }).write('{"success":');
      response.socket?.end();
    },
  },
  {
    title: 'UTF-16 under the label of UTF-8',
    answer: (_asked, response) => {
      response.writeHead(200, kJson).end(Buffer.from('{"success":true}', 'utf16le'));
    },
  },
  {
    title: 'plain bytes under the label of gzip',
    answer: (_asked, response) => {
      response.writeHead(200, { ...kJson, 'Content-Encoding': 'gzip' }).end('Please wait.');
    },
  },
  {
    title: 'redirects in a circle',
    answer: ({ path }, response) => {
      response.writeHead(307, { Location: path }).end();
    },
  },
  {
    title: 'a list without rows where a record is expected',
    isEmptyList: true,
    answer: (_asked, response) => {
      response.writeHead(200, kJson).end('[]');
    },
  },
  {
    title: 'JSON nested a hundred thousand deep',
    answer: (_asked, response) => {
      response.writeHead(200, kJson).end('['.repeat(100_000) + ']'.repeat(100_000));
    },
  },
  {
    title: 'the word null',
    isEmptyAnswer: true,
    answer: (_asked, response) => {
      response.writeHead(200, kJson).end('null');
    },
  },
  {
    title: 'a sentence of a proxy',
    answer: (_asked, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end('Down for maintenance.');
    },
  },
  {
    title: 'a word under the label of HTML',
    answer: (_asked, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('Maintenance');
    },
  },
  {
    title: 'a page of a portal',
    answer: (_asked, response) => {
      const type = { 'Content-Type': 'text/html' };
      response.writeHead(200, type).end('<html><body>Please accept the conditions.</body></html>');
    },
  },
];

import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The open connections of a server and whether a request is running on them. Node's own `closeIdleConnections` leaves
 * connections alone on which no request was ever sent, and browsers open such ones in advance.
 */
export class Connections {
  readonly #running = new Map<Socket, number>();
  #closing = false;

  constructor(http: Server) {
    http.on('connection', (socket) => {
      this.#running.set(socket, 0);
      socket.once('close', () => this.#running.delete(socket));
    });
    http.on('request', ({ socket }, response) => {
      this.#running.set(socket, (this.#running.get(socket) ?? 0) + 1);
      response.once('close', () => this.#finished(socket));
    });
  }

  /** Ends every connection without a running request now, and each other one when its request is answered. */
  closeWhenIdle(): void {
    this.#closing = true;
    for (const [socket, running] of this.#running) if (running === 0) socket.destroySoon();
  }

  /** Ends all connections, whatever they are doing. */
  destroyAll(): void {
    for (const socket of this.#running.keys()) socket.destroy();
  }

  #finished(socket: Socket): void {
    const running = this.#running.get(socket);
    if (running === undefined) return; // the connection itself is gone
    this.#running.set(socket, running - 1);
    if (this.#closing && running === 1) socket.destroySoon();
  }
}

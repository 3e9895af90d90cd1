import { z } from 'zod';
import type { Json, TestAnswer, TestClinic } from './clinic.ts';

/** One operation of the OpenAPI document. */
export interface Operation {
  readonly operationId: string;
  readonly parameters?: ReadonlyArray<{
    readonly name: string;
    readonly in: string;
    readonly schema: Json;
  }>;
  readonly requestBody?: { readonly content: Json };
  readonly responses: Readonly<Record<string, { readonly content?: Json }>>;
}

/** The document that a server serves, and checks of answers against it. */
export class Contract {
  readonly document: Json;
  readonly #schemas = new Map<string, z.ZodType>();

  private constructor(document: Json) {
    this.document = document;
  }

  static async of(clinic: TestClinic): Promise<Contract> {
    const response = await fetch(`${clinic.url}/api/v1/openapi.json`);
    return new Contract((await response.json()) as Json);
  }

  /** Every operation: method in capitals, address with its placeholders. */
  operations(): ReadonlyArray<readonly [method: string, path: string, operation: Operation]> {
    const paths = this.document['paths'] as Record<string, Record<string, Operation>>;
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== 'parameters')
        .map(([method, operation]) => [method.toUpperCase(), path, operation] as const),
    );
  }

  /** What a pointer of the document points to; other values stand for themselves. */
  resolve<T>(value: T): T {
    const pointer = (value as { $ref?: string } | undefined)?.$ref;
    if (pointer === undefined) return value;
    return pointer
      .slice(2)
      .split('/')
      .reduce<unknown>((place, name) => (place as Json)[name], this.document) as T;
  }

  /** The schema of a JSON body. */
  bodySchema(operation: Operation): Json | undefined {
    return (operation.requestBody?.content['application/json'] as { schema: Json } | undefined)
      ?.schema;
  }

  /** What is wrong with an answer, in words; empty when the document allows it. */
  complaints(operation: Operation, answer: TestAnswer): readonly string[] {
    const response = this.resolve(operation.responses[String(answer.status)]);
    if (response === undefined)
      return [`${operation.operationId}: status ${answer.status} is not documented`];
    const media = response.content?.['application/json'] as { schema: Json } | undefined;
    if (media === undefined) return [];
    const result = this.#validator(media.schema).safeParse(answer.body);
    return result.success
      ? []
      : result.error.issues.map(
          (issue) =>
            `${operation.operationId} ${answer.status}: ${issue.path.join('.')} ${issue.message}`,
        );
  }

  #validator(schema: Json): z.ZodType {
    const name = JSON.stringify(schema);
    let found = this.#schemas.get(name);
    if (found === undefined) {
      const { schemas } = this.document['components'] as { schemas: Json };
      const local = JSON.stringify({ ...schema, $defs: schemas }).replaceAll(
        '#/components/schemas/',
        '#/$defs/',
      );
      found = z.fromJSONSchema(JSON.parse(local) as Parameters<typeof z.fromJSONSchema>[0]);
      this.#schemas.set(name, found);
    }
    return found;
  }
}

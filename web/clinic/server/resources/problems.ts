import type { z } from 'zod';
import type { FieldProblem } from '../http/api-error.ts';
import { isProblemCode, type ProblemCode } from '../http/messages.ts';

type Issue = z.core.$ZodIssue;

/** Our names for what the schema library found: the first problem of each field. */
export function problemsOf(error: z.ZodError): readonly FieldProblem[] {
  const found = new Map<string, FieldProblem>();
  for (const problem of error.issues.flatMap(problemsIn))
    if (!found.has(problem.field)) found.set(problem.field, problem);
  return [...found.values()];
}

function problemsIn(issue: Issue): readonly FieldProblem[] {
  if (issue.code !== 'unrecognized_keys') return [problemOf(issue)];
  return issue.keys.map((field) => ({ field, code: 'UNKNOWN_PARAMETER' }));
}

function problemOf(issue: Issue): FieldProblem {
  const field = issue.path.map(String).join('.') || '(body)';
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { field, code: 'REQUIRED' }
        : { field, code: 'WRONG_TYPE', values: { expected: issue.expected } };
    case 'too_big':
      return {
        field,
        code: issue.origin === 'string' ? 'TOO_LONG' : 'TOO_LARGE',
        values: { maximum: Number(issue.maximum) },
      };
    case 'too_small':
      return tooSmall(field, issue);
    case 'invalid_value':
      if (issue.input === undefined) return { field, code: 'REQUIRED' };
      return {
        field,
        code: 'NOT_ALLOWED',
        values: { allowed: issue.values.map(String).join(', ') },
      };
    case 'invalid_format':
      return { field, code: formatCodes[issue.format] ?? 'INVALID_FORMAT' };
    case 'invalid_union':
      return { ...problemOfFirstChoice(issue), field };
    case 'custom':
      return {
        field,
        code: isProblemCode(issue.params?.['code']) ? issue.params['code'] : 'INVALID',
      };
    default:
      return { field, code: 'INVALID' };
  }
}

/** Where several forms would do, the first is the usual one: its message helps most. */
function problemOfFirstChoice(issue: Extract<Issue, { code: 'invalid_union' }>): FieldProblem {
  const first = issue.errors[0]?.[0];
  return first === undefined ? { field: '', code: 'INVALID' } : problemOf(first);
}

function tooSmall(field: string, issue: Extract<Issue, { code: 'too_small' }>): FieldProblem {
  if (issue.origin !== 'string')
    return { field, code: 'TOO_SMALL', values: { minimum: Number(issue.minimum) } };
  if (issue.minimum === 1) return { field, code: 'REQUIRED' };
  return { field, code: 'TOO_SHORT', values: { minimum: Number(issue.minimum) } };
}

const formatCodes: Readonly<Record<string, ProblemCode>> = {
  date: 'INVALID_DATE',
  datetime: 'INVALID_INSTANT',
  guid: 'INVALID_ID',
  regex: 'INVALID_FORMAT',
};

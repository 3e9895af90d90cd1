import { ApiError } from '../http/api-error.ts';
import type { Write } from '../resources/operations.ts';
import type { ResourceName } from '../resources/resource.ts';
import type { Role } from './session.ts';

type Right = 'read' | 'write';

const everything: readonly Right[] = ['read', 'write'];
const look: readonly Right[] = ['read'];
const nothing: readonly Right[] = [];

/** Who may do what. The reception never sees the medical file; only the administration changes the staff. */
const rights: Readonly<Record<Role, Readonly<Record<ResourceName, readonly Right[]>>>> = {
  admin: {
    patients: everything,
    appointments: everything,
    'medical-records': everything,
    consents: everything,
    practitioners: everything,
  },
  doctor: {
    patients: everything,
    appointments: everything,
    'medical-records': everything,
    consents: everything,
    practitioners: look,
  },
  nurse: {
    patients: everything,
    appointments: everything,
    'medical-records': everything,
    consents: everything,
    practitioners: look,
  },
  reception: {
    patients: everything,
    appointments: everything,
    'medical-records': nothing,
    consents: everything,
    practitioners: look,
  },
};

/** True when the role may see records of this resource. */
export function mayRead(role: Role, resource: ResourceName): boolean {
  return rights[role][resource].includes('read');
}

/** @throws ApiError 403 FORBIDDEN */
export function mustBeAllowed(
  role: Role,
  resource: ResourceName,
  verb: Write['verb'] | 'read',
): void {
  const right: Right = verb === 'read' ? 'read' : 'write';
  if (!rights[role][resource].includes(right)) throw new ApiError(403, 'FORBIDDEN');
}

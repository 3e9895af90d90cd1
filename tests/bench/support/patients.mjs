// The records of the benchmark, the same in every run: patients of some 400 characters of JSON.

/** Where they live: the collection of the reference API. */
export const kEndpoint = '/api/v1/patients';

/** Where many mutations go in one request. */
export const kBatchEndpoint = '/api/v1/batch';

/**
 * @typedef {object} Patient
 * @property {string} id
 * @property {string} first_name
 * @property {string} last_name
 * @property {string} email
 * @property {string} phone
 * @property {string} birth_date
 * @property {string} address
 * @property {string} city
 * @property {string} insurance_number
 * @property {string} blood_type
 * @property {string} allergies
 * @property {string} notes
 * @property {boolean} active
 * @property {number} version
 */

const kFirstNames = ['Jean', 'Marie', 'Luc', 'Chloé', 'Antoine', 'Inès', 'Paul', 'Zoé'];
const kLastNames = ['Dupont', 'Martin', 'Lefèvre', 'Moreau', 'Garnier', 'Rousseau', 'Petit'];
const kCities = ['Lyon', 'Genève', 'Nantes', 'Lausanne', 'Bordeaux'];
const kBloodTypes = ['O+', 'A+', 'B+', 'AB-'];

/**
 * @template T
 * @param {readonly T[]} values not empty
 * @param {number} index
 * @returns {T}
 */
const pick = (values, index) => /** @type {T} */ (values[index % values.length]);

/**
 * @param {number} index
 * @returns {Omit<Patient, 'id'>} a patient that a person has just typed in
 */
export function newPatient(index) {
  const first = pick(kFirstNames, index);
  const last = pick(kLastNames, index * 5 + 3);
  return {
    first_name: first,
    last_name: last,
    email: `patient.${index}@example.org`,
    phone: `+33 6 ${String(10_000_000 + ((index * 7919) % 90_000_000))}`,
    birth_date: `19${String(40 + (index % 60))}-0${1 + (index % 9)}-1${index % 10}`,
    address: `${1 + (index % 240)} rue de la République`,
    city: pick(kCities, index),
    insurance_number: String(100_000_000_000 + index * 104_729),
    blood_type: pick(kBloodTypes, index),
    allergies: index % 3 === 0 ? 'pénicilline' : 'aucune connue',
    notes: 'Vu en consultation, contrôle dans trois mois.',
    active: true,
    version: 1,
  };
}

/** @param {number} index @returns {Patient} a patient as the server has it */
export const patient = (index) => ({ id: `p-${index}`, ...newPatient(index) });

/** @param {number} count @returns {Patient[]} */
export const patients = (count) => Array.from({ length: count }, (_, index) => patient(index));

/** @param {number} index @returns {Partial<Patient>} an edit of two fields */
export const changesOf = (index) => ({
  phone: `+33 7 ${String(20_000_000 + index)}`,
  notes: `Rappelé le ${1 + (index % 28)} du mois.`,
});

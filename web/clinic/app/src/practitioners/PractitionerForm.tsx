import { Button, ColorInput, Switch } from '@mantine/core';
import { IconTrash } from '../icons/icons.tsx';
import { AbsenceFields, absenceProblem, absencesIn } from './AbsenceFields.tsx';
import { HoursFields } from './HoursFields.tsx';
import { useDialogs, type FormStart } from '../dialogs/dialogs.tsx';
import { undoable } from '../undo/undo.ts';
import { FormDialog } from '../forms/FormDialog.tsx';
import { focusFirstError } from '../forms/focusFirstError.ts';
import { useNewerRecord } from '../forms/NewerRecord.tsx';
import { TextField } from '../forms/TextField.tsx';
import { useTypedForm } from '../forms/useTypedForm.ts';
import formClasses from '../forms/FormDialog.module.css';
import { toFields } from '../clinic/form-values.ts';
import { occupies } from '../clinic/appointments.ts';
import { practitionerName } from '../clinic/people.ts';
import type { Practitioner } from '../clinic/types.ts';
import { hoursIn, hoursProblem, typedWeek } from '../clinic/typed-hours.ts';
import { checks } from '../clinic/validation.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointments, usePractitionerMutations, usePractitioners } from '../resources/hooks.ts';
import { useSave } from '../resources/useSave.ts';
import { mayChangeStaff } from '../session/person.ts';
import { usePerson } from '../session/useSession.ts';

/** Calm colours that stay apart from each other in the agenda. */
const colors = [
  '#1f7d74',
  '#1971c2',
  '#5f3dc4',
  '#9c36b5',
  '#c2255c',
  '#e8590c',
  '#b7791f',
  '#2f9e44',
  '#1098ad',
  '#495057',
];

function valuesOf(from: Partial<Practitioner>) {
  return {
    title: from.title ?? '',
    last_name: from.last_name ?? '',
    first_name: from.first_name ?? '',
    specialty: from.specialty ?? '',
    phone: from.phone ?? '',
    email: from.email ?? '',
    rpps: from.rpps ?? '',
    color: from.color ?? '#1f7d74',
    absences: (from.absences ?? []).join(','),
    hours: typedWeek(from.hours),
  };
}

/** Creates or edits a practitioner; those who may not change the staff read. */
export function PractitionerForm(start: FormStart<Practitioner>) {
  const { practitioners: words, patients, validation, undo } = useMessages();
  const { close, open } = useDialogs();
  const canSave = mayChangeStaff(usePerson());
  const check = checks(validation);
  const known = {
    ...start.record,
    ...start.draft,
    ...((start.correcting?.data ?? {}) as Partial<Practitioner>),
  };
  const options = {
    initialValues: { ...valuesOf(known), active: known.active ?? true },
    validate: {
      last_name: check.required,
      first_name: check.required,
      specialty: check.required,
      phone: check.phone,
      email: check.email,
      rpps: check.rpps,
      absences: (value: string) => absenceProblem(value, validation),
      hours: (value: string) => hoursProblem(value, words.hoursProblem),
    },
  };
  const form = useTypedForm(options, start);
  const { getPractitionerById } = usePractitioners();
  const live = start.record && getPractitionerById(start.record.id);
  const newer = useNewerRecord(form, start.record, live, (practitioner) => ({
    ...valuesOf(practitioner),
    active: practitioner.active,
  }));
  const save = useSave(
    usePractitionerMutations(),
    { ...start, record: newer.base },
    (one) => undo.created([one.title, one.first_name, one.last_name].filter(Boolean).join(' ')),
    () => open({ kind: 'practitioner', draft: start.draft, typed: form.values }),
  );
  const submit = form.onSubmit(({ active, absences, hours, ...values }) => {
    if (newer.replacesUnseen) return;
    save({
      ...toFields(values),
      active,
      absences: absencesIn(absences),
      hours: hoursIn(hours),
    } as Partial<Practitioner>);
    close();
  }, focusFirstError);

  return (
    <FormDialog
      title={start.record ? words.edit : words.new}
      onSubmit={submit}
      form={form}
      newer={newer}
      canSave={canSave}
      extraActions={canSave && start.record && <RemoveButton practitioner={start.record} />}
    >
      <TextField form={form} name="last_name" label={patients.lastName} required data-autofocus />
      <TextField form={form} name="first_name" label={patients.firstName} required />
      <TextField form={form} name="title" label={words.titleField} />
      <TextField form={form} name="specialty" label={words.specialty} required />
      <TextField form={form} name="phone" label={patients.phone} type="tel" />
      <TextField form={form} name="email" label={patients.email} type="email" />
      <TextField form={form} name="rpps" label={words.rpps} inputMode="numeric" />
      <ColorInput
        size="sm"
        label={words.color}
        format="hex"
        swatches={colors}
        withEyeDropper={false}
        {...form.getInputProps('color')}
      />
      <HoursFields {...form.getInputProps('hours')} />
      <AbsenceFields {...form.getInputProps('absences')} />
      <Switch
        className={formClasses.full}
        label={words.active}
        {...form.getInputProps('active', { type: 'checkbox' })}
      />
    </FormDialog>
  );
}

function RemoveButton({ practitioner }: { practitioner: Practitioner }) {
  const { practitioners: words, actions, undo } = useMessages();
  const { open } = useDialogs();
  const { mutate, delete: remove } = usePractitionerMutations();
  const { appointments } = useAppointments();
  const name = practitionerName(practitioner);
  const previousState = practitioner;
  const askToRemove = () =>
    open({
      kind: 'confirm',
      title: words.deleteTitle,
      text: words.deleteText(name),
      action: actions.delete,
      onConfirm: () =>
        undoable(undo.removed(name), (options) =>
          remove(practitioner.id, { previousState, ...options }),
        ),
    });
  /** Patients are expected: the server keeps this practitioner until a colleague takes them. */
  const offerToStop = (coming: number) =>
    open({
      kind: 'confirm',
      title: words.stopTitle,
      text: words.stopText(name, coming),
      action: words.stop,
      removes: false,
      onConfirm: () =>
        mutate(practitioner.id, { active: false }, { previousState }).catch(() => undefined),
    });
  const ask = () => {
    const now = new Date().toISOString();
    const coming = appointments.filter(
      (one) => one.practitioner_id === practitioner.id && one.starts_at > now && occupies(one),
    ).length;
    if (coming === 0) askToRemove();
    else offerToStop(coming);
  };
  return (
    <Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={ask}>
      {actions.delete}
    </Button>
  );
}

import { Alert, Button, Select, Text } from '@mantine/core';
import { IconLock, IconTrash } from '../icons/icons.tsx';
import { useDialogs, type FormStart } from '../dialogs/dialogs.tsx';
import { undoable } from '../undo/undo.ts';
import { FormDialog } from '../forms/FormDialog.tsx';
import { GrowingText } from '../forms/GrowingText.tsx';
import { focusFirstError } from '../forms/focusFirstError.ts';
import { useNewerRecord } from '../forms/NewerRecord.tsx';
import { TextField } from '../forms/TextField.tsx';
import { useTypedForm } from '../forms/useTypedForm.ts';
import formClasses from '../forms/FormDialog.module.css';
import { toFields } from '../clinic/form-values.ts';
import type { MedicalRecord, MedicalRecordKind } from '../clinic/types.ts';
import { checks } from '../clinic/validation.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useMedicalRecordMutations, useMedicalRecords } from '../resources/hooks.ts';
import { usePractitionerOptions } from '../resources/usePractitionerOptions.ts';
import { useSave } from '../resources/useSave.ts';
import { usePerson } from '../session/useSession.ts';
import { SignButton } from './SignButton.tsx';
import { useSignatureLine } from './signature.ts';

export type RecordValues = ReturnType<typeof valuesOf>;

function valuesOf(from: Partial<MedicalRecord>) {
  return {
    kind: from.kind ?? 'consultation',
    title: from.title ?? '',
    practitioner_id: from.practitioner_id ?? '',
    diagnosis: from.diagnosis ?? '',
    content: from.content ?? '',
  };
}

/** Writes or edits a document of the medical file; a signed one can only be read. */
export function RecordForm({
  patientId,
  ...start
}: FormStart<MedicalRecord> & { patientId: string }) {
  const { records: words, appointments, validation, undo } = useMessages();
  const { close, open } = useDialogs();
  const { practitionerId } = usePerson();
  const signature = useSignatureLine(start.record);
  const signed = start.record?.status === 'signed';
  const entered = (start.correcting?.data ?? {}) as Partial<MedicalRecord>;
  const author = start.record === undefined ? { practitioner_id: practitionerId } : {};
  const form = useTypedForm(
    {
      initialValues: valuesOf({ ...author, ...start.record, ...start.draft, ...entered }),
      validate: { title: checks(validation).required },
    },
    start,
  );
  const { getMedicalRecordById } = useMedicalRecords();
  const live = start.record && getMedicalRecordById(start.record.id);
  const newer = useNewerRecord(form, start.record, live, valuesOf);
  const save = useSave(
    useMedicalRecordMutations(),
    { ...start, record: newer.base },
    ({ title, status }) => (status === 'signed' ? undo.signed : undo.created)(title ?? words.one),
    () => open({ kind: 'record', patientId, draft: start.draft, typed: form.values }),
  );
  const practitioners = usePractitionerOptions(form.values.practitioner_id);
  const fieldsOf = (values: RecordValues) => {
    const owner = start.record === undefined ? { patient_id: patientId } : {};
    return { ...toFields(values), ...owner } as Partial<MedicalRecord>;
  };
  const submit = form.onSubmit((values) => {
    if (newer.replacesUnseen) return;
    save(fieldsOf(values));
    close();
  }, focusFirstError);
  const kinds = (Object.keys(words.kinds) as MedicalRecordKind[]).map((kind) => ({
    value: kind,
    label: words.kinds[kind],
  }));

  return (
    <FormDialog
      title={signed ? words.one : start.record ? words.edit : words.new}
      onSubmit={submit}
      form={form}
      newer={newer}
      canSave={!signed}
      extraActions={
        !signed && (
          <>
            <SignButton
              form={form}
              isOutdated={newer.changed.length > 0}
              onSign={(values) => save({ ...fieldsOf(values), status: 'signed' }, true)}
            />
            {start.record && <DeleteButton record={start.record} />}
          </>
        )
      }
      wide
    >
      {signed && (
        <Alert className={formClasses.full} icon={<IconLock />} color="gray">
          {signature} {words.locked}
        </Alert>
      )}
      <Select
        label={words.kind}
        allowDeselect={false}
        data={kinds}
        readOnly={signed}
        {...form.getInputProps('kind')}
      />
      <Select
        label={appointments.practitioner}
        clearable
        searchable
        readOnly={signed}
        data={practitioners}
        value={form.values.practitioner_id || null}
        onChange={(id) => form.setFieldValue('practitioner_id', id ?? '')}
        error={form.errors['practitioner_id']}
      />
      <TextField
        form={form}
        name="title"
        className={formClasses.full}
        label={words.recordTitle}
        required
        data-autofocus
        readOnly={signed}
        maxLength={200}
      />
      <TextField
        form={form}
        name="diagnosis"
        className={formClasses.full}
        label={words.diagnosis}
        readOnly={signed}
        maxLength={1000}
      />
      <GrowingText
        className={formClasses.full}
        label={words.content}
        minRows={5}
        maxRows={16}
        readOnly={signed}
        {...form.getInputProps('content')}
      />
      {!signed && practitionerId === null && (
        <Text className={formClasses.full} size="xs" c="dimmed">
          {words.whoSigns}
        </Text>
      )}
    </FormDialog>
  );
}

function DeleteButton({ record }: { record: MedicalRecord }) {
  const { records: words, actions, undo } = useMessages();
  const { open } = useDialogs();
  const { delete: remove } = useMedicalRecordMutations();
  const askToDelete = () =>
    open({
      kind: 'confirm',
      title: words.deleteTitle,
      text: words.deleteText(record.title),
      action: actions.delete,
      onConfirm: () =>
        undoable(undo.deleted(record.title), (options) =>
          remove(record.id, { previousState: record, ...options }),
        ),
    });
  return (
    <Button
      variant="subtle"
      color="red"
      leftSection={<IconTrash size={16} />}
      onClick={askToDelete}
    >
      {actions.delete}
    </Button>
  );
}

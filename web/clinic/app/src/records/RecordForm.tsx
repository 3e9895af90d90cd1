import { Alert, Button, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconLock, IconTrash, IconWritingSign } from '@tabler/icons-react';
import { useDialogs, type FormStart } from '../app/dialogs.tsx';
import { FormDialog } from '../app/FormDialog.tsx';
import { focusFirstError } from '../app/focusFirstError.ts';
import formClasses from '../app/FormDialog.module.css';
import { toFields } from '../clinic/form-values.ts';
import type { MedicalRecord, MedicalRecordKind } from '../clinic/types.ts';
import { checks } from '../clinic/validation.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useMedicalRecordMutations } from '../resources/hooks.ts';
import { usePractitionerOptions } from '../resources/usePractitionerOptions.ts';
import { useSave } from '../resources/useSave.ts';

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
  const { records: words, appointments, validation } = useMessages();
  const { close } = useDialogs();
  const save = useSave(useMedicalRecordMutations(), start);
  const signed = start.record?.status === 'signed';
  const entered = (start.correcting?.data ?? {}) as Partial<MedicalRecord>;
  const form = useForm({
    initialValues: valuesOf({ ...start.record, ...start.draft, ...entered }),
    validate: { title: checks(validation).required },
  });
  const practitioners = usePractitionerOptions(form.values.practitioner_id);
  const submit = form.onSubmit((values) => {
    const owner = start.record === undefined ? { patient_id: patientId } : {};
    save({ ...toFields(values), ...owner } as Partial<MedicalRecord>);
    close();
  }, focusFirstError);
  const kinds = (Object.keys(words.kinds) as MedicalRecordKind[]).map((kind) => ({
    value: kind,
    label: words.kinds[kind],
  }));

  return (
    <FormDialog
      title={start.record ? words.edit : words.new}
      onSubmit={submit}
      canSave={!signed}
      extraActions={start.record && !signed && <RecordActions record={start.record} />}
      wide
    >
      {signed && (
        <Alert className={formClasses.full} icon={<IconLock />} color="gray">
          {words.locked}
        </Alert>
      )}
      <Select
        label={words.kind}
        allowDeselect={false}
        data={kinds}
        disabled={signed}
        {...form.getInputProps('kind')}
      />
      <Select
        label={appointments.practitioner}
        clearable
        searchable
        disabled={signed}
        data={practitioners}
        value={form.values.practitioner_id || null}
        onChange={(id) => form.setFieldValue('practitioner_id', id ?? '')}
      />
      <TextInput
        className={formClasses.full}
        label={words.recordTitle}
        required
        data-autofocus
        readOnly={signed}
        maxLength={200}
        {...form.getInputProps('title')}
      />
      <TextInput
        className={formClasses.full}
        label={words.diagnosis}
        readOnly={signed}
        maxLength={1000}
        {...form.getInputProps('diagnosis')}
      />
      <Textarea
        className={formClasses.full}
        label={words.content}
        autosize
        minRows={5}
        maxRows={16}
        readOnly={signed}
        {...form.getInputProps('content')}
      />
    </FormDialog>
  );
}

function RecordActions({ record }: { record: MedicalRecord }) {
  const { records: words, actions } = useMessages();
  const { open } = useDialogs();
  const { mutate, delete: remove } = useMedicalRecordMutations();
  const previousState = record;
  const askToSign = () =>
    open({
      kind: 'confirm',
      title: words.signTitle,
      text: words.signText,
      action: words.sign,
      onConfirm: () =>
        mutate(record.id, { status: 'signed' }, { previousState }).catch(() => undefined),
    });
  const askToDelete = () =>
    open({
      kind: 'confirm',
      title: words.deleteTitle,
      text: words.deleteText(record.title),
      action: actions.delete,
      onConfirm: () => remove(record.id, { previousState }).catch(() => undefined),
    });
  return (
    <>
      <Button variant="default" leftSection={<IconWritingSign size={16} />} onClick={askToSign}>
        {words.sign}
      </Button>
      <Button
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={16} />}
        onClick={askToDelete}
      >
        {actions.delete}
      </Button>
    </>
  );
}

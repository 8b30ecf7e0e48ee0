import type { ComponentChildren } from 'preact';

/** A form that gives its values and then is as it was at first. */
export const Form = (props: {
  readonly action: string;
  readonly onSubmit: (values: FormData) => void;
  readonly children: ComponentChildren;
}) => (
  <form
    onSubmit={(event) => {
      event.preventDefault();
      props.onSubmit(new FormData(event.currentTarget));
      event.currentTarget.reset();
    }}
  >
    {props.children}
    <button type="submit" class="primary">
      {props.action}
    </button>
  </form>
);

/** One of several values, under its label. */
export const Select = (props: {
  readonly name: string;
  readonly label: string;
  readonly options: Iterable<readonly [value: string, text: string]>;
}) => (
  <label>
    {props.label}
    <select name={props.name}>
      {[...props.options].map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

import { options, render } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import { DevicePanel } from './devices.tsx';
import { follow, INITIAL_STATE, nextState } from './emulator.ts';
import { FaultPanel } from './faults.tsx';
import { MessagePanel } from './messages.tsx';

// The page is drawn at most once per frame, however many messages come.
options.debounceRendering = requestAnimationFrame;

function App() {
  const [state, dispatch] = useReducer(nextState, INITIAL_STATE);
  useEffect(() => follow(dispatch), []);
  return (
    <>
      <header>
        <h1>FCM emulator</h1>
        <code>{location.host}</code>
        <Connection connected={state.connected} />
      </header>
      <main>
        <MessagePanel {...state} />
        <div class="side">
          <DevicePanel devices={state.devices} />
          <FaultPanel faults={state.faults} devices={state.devices} />
        </div>
      </main>
    </>
  );
}

function Connection({ connected }: { readonly connected: boolean | undefined }) {
  const [look, text] =
    connected === undefined
      ? ['', 'Connecting…']
      : connected
        ? ['good', 'Live']
        : ['bad', 'Emulator not reachable'];
  return (
    <p class={`chip ${look}`} role="status">
      {text}
    </p>
  );
}

const root = document.getElementById('page');
if (root) render(<App />, root);

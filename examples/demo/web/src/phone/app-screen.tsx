import { useState } from 'preact/hooks';
import type { Device, Session } from '../device.ts';
import type { Comment } from '../push-client.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { PEOPLE, type PersonId, POST_AUTHOR } from '../world.ts';
import { CommentList } from './comment-list.tsx';
import { Composer } from './composer.tsx';
import { PostPicture } from './post-picture.tsx';

export function AppScreen({ device }: { readonly device: Device }) {
  const texts = useTexts();
  const { session, busy, problem } = useStore(device.state);
  if (session !== undefined) return <Post device={device} session={session} />;
  const stillStarting = busy || device.hardware.showsPost === false;
  return (
    <div class="app sign-in">
      {stillStarting && problem === undefined ? (
        <p>{texts.starting}</p>
      ) : (
        <>
          <p>{texts.signInTo}</p>
          {(Object.keys(PEOPLE) as PersonId[]).map((person) => (
            <button
              type="button"
              key={person}
              class="primary"
              disabled={busy}
              onClick={() => void device.signIn(person)}
            >
              {texts.signInAs(PEOPLE[person].name)}
            </button>
          ))}
        </>
      )}
    </div>
  );
}

function Post({ device, session }: { readonly device: Device; readonly session: Session }) {
  const texts = useTexts();
  const { post } = useStore(device.feed);
  const [parent, setParent] = useState<Comment>();
  if (post === undefined) return <p class="app sign-in">{texts.starting}</p>;
  return (
    <div class="app">
      <div class="post">
        <PostPicture />
        <h3>{post.title}</h3>
        <p>{texts.postBy(PEOPLE[POST_AUTHOR].name)}</p>
      </div>
      <CommentList device={device} session={session} onReply={setParent} />
      <Composer
        key={session.uid}
        device={device}
        session={session}
        parent={parent}
        onParent={setParent}
      />
    </div>
  );
}

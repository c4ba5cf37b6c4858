import { Bone, Bones } from "../frame/bones";
import { useWords } from "../words/say";
import detail from "./detail.module.css";
import head from "./head.module.css";
import tabs from "./row-tabs.module.css";

/** The page of a row that is still to come, in the same places. */
export function RowBones() {
  const { say } = useWords();
  return (
    <div className={detail.page} aria-label={say("frame.loading")} role="status">
      <h1 className="hidden-but-said">{say("frame.loading")}</h1>
      <div className={head.head}>
        <div className={head.picture}>
          <Bone height="100%" />
        </div>
        <div className={head.about}>
          <Bone width={180} />
          <Bone width={280} height={24} />
          <div className={head.facts}>
            <Bone width={160} height={24} />
          </div>
        </div>
      </div>
      <div className={detail.body}>
        <div className={`${detail.fields} ${detail.apart}`}>
          <Bones lines={10} />
        </div>
        <div className={tabs.belonging}>
          <div className={tabs.tabs}>
            {[56, 52, 64, 88].map((width) => (
              <span key={width} className={tabs.tab}>
                <Bone width={width} />
              </span>
            ))}
          </div>
          <Bones lines={8} />
        </div>
      </div>
    </div>
  );
}

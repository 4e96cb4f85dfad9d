// The editor of one shape on a Leaflet map: its tools, its steps, typed places and sides. The form of a record and the
// editing of the map stand on it; neither server nor page is known here.
import { createGrip, turnText } from "./draw_grip.js";
import { createHandles } from "./draw_handles.js";
import * as model from "./draw_model.js";
import { azimuth, gap, polar } from "./draw_plane.js";
import { createPicture } from "./draw_picture.js";
import { steps } from "./draw_steps.js";
import { sketch } from "./sketch.js";

const COLOR = "#c2410c";
const CUT_COLOR = "#7c2d92";
/** Tools that collect corners, and the kind of what they collect (null: the shape's own). */
const SKETCHES = { draw: null, part: null, hole: "polygon", cut: "line" };

/** `options`: kind, plane, snapper, onChange(shape, isLive), onProgress(points, cursor), onTool(tool), onCut(points), say(text). */
export function createEditor(map, options) {
  const { kind, plane, snapper } = options;
  const container = map.getContainer();
  const picture = createPicture(map, plane);
  const past = steps(model.empty(kind));
  let except = null; // the uid of what is in hand: its stored shape is no place to snap to
  let tool = "rest";
  let drawing = null;
  let grip = null;

  // a cut begins and ends on the very shape that is cut
  const snap = (place, before = null) => snapper?.snap(place, before, tool === "cut" ? null : except) ?? null;
  const handles = createHandles(map, {
    plane,
    snap,
    onMove: (at, place, isLive) => take(model.moved(past.now, at, place), isLive),
    onInsert: (at, place) => take(model.inserted(past.now, at, place)),
    onRemove: removeCorner,
    onChoose: () => options.onTool(tool),
  });

  // -- the shape -----------------------------------------------------------------------------------------------------------
  /** Takes a changed shape: while it is dragged only to be seen, else as a step. */
  function take(shape, isLive = false, text = "") {
    if (!isLive) {
      past.put(shape);
      snapper?.unmark();
    }
    picture.show(shape);
    if (tool === "corners" && isLive) handles.follow(shape);
    if (!isLive) reshow();
    options.onChange(shape, isLive);
    if (text) options.say(text); // last: moving and turning leave the area as it is
  }

  function reshow() {
    if (tool === "corners") handles.show(past.now);
    grip?.show(past.now);
  }

  /** Another shape in hand, without a past. `uid`: the record it belongs to. */
  function load(geometry, uid = null) {
    use("rest");
    except = uid;
    past.restart(model.fromGeometry(geometry, kind));
    picture.show(past.now);
    options.onChange(past.now, false);
  }

  /** The shape in hand changed from outside, as a step. */
  function set(geometry) {
    take(geometry ? model.fromGeometry(geometry, kind) : model.empty(kind));
    if (!geometry) use("rest");
  }

  function removeCorner(at) {
    const shape = model.removed(past.now, at);
    if (shape === past.now) options.say(`รูปนี้ต้องมีอย่างน้อย ${model.LEAST[kind]} จุด`);
    else take(shape);
  }

  // -- tools ---------------------------------------------------------------------------------------------------------------
  function use(name) {
    stopTool();
    tool = name;
    if (name in SKETCHES) begin(name);
    if (name === "corners") handles.show(past.now);
    if (name === "move" || name === "rotate") {
      grip = createGrip(map, name, { plane, snap, onShape: take });
      grip.show(past.now);
    }
    options.onTool(tool);
  }

  function stopTool() {
    drawing?.stop();
    drawing = null;
    handles.hide();
    grip?.hide();
    grip = null;
    snapper?.unmark();
    container.classList.remove("is-drawing");
  }

  function begin(name) {
    container.classList.add("is-drawing");
    drawing = sketch(map, {
      kind: SKETCHES[name] || kind,
      color: name === "cut" ? CUT_COLOR : COLOR,
      enterAdds: true,
      snap,
      onChange: (points, cursor) => options.onProgress(points, cursor, SKETCHES[name] || kind),
      onDone: (points) => finished(name, points),
      onCancel: () => use("rest"),
    });
  }

  function finished(name, points) {
    drawing = null;
    use("rest");
    if (name === "cut") return options.onCut(points);
    if (name === "part") return take(model.added(past.now, points));
    if (name === "draw") return take(model.added(model.empty(kind), points));
    const pierced = model.pierced(past.now, points);
    return pierced === past.now ? options.say("รูต้องเริ่มในรูป") : take(pierced);
  }

  // -- typed ---------------------------------------------------------------------------------------------------------------
  /** A typed place: the next corner of what is drawn, the new place of the chosen corner, or the point itself. */
  function put(place) {
    if (drawing) return drawing.put(place);
    if (tool === "corners" && handles.chosen) return take(model.moved(past.now, handles.chosen, place));
    if (kind === "point") return take(model.added(model.empty(kind), [place]));
    use("draw");
    return drawing.put(place);
  }

  /** A typed side {azimuth, metres} or {east, north}: from the last corner, of the chosen corner, of the whole shape. False
   * when there is nothing to start from. */
  function side(typed) {
    const start = startOf();
    if (!start) return false;
    const [x, y] = plane.to(start);
    const to = typed.east !== undefined ? [x + typed.east, y + typed.north] : ray([x, y], typed);
    if (!to) return false;
    if (tool === "move") take(model.shifted(past.now, plane, to[0] - x, to[1] - y));
    else put(plane.from(to));
    return true;
  }

  function startOf() {
    if (drawing) return drawing.points.at(-1) || null;
    if (tool === "corners" && handles.chosen) return model.cornerAt(past.now, handles.chosen);
    return tool === "move" && !model.isEmpty(past.now) ? model.cornerAt(past.now, [0, 0, 0]) : null;
  }

  /** What was not typed is taken from where the pointer is. */
  function ray(start, { azimuth: degrees, metres }) {
    const pointer = drawing?.cursor ? plane.to(drawing.cursor) : null;
    const direction = degrees ?? (pointer && gap(start, pointer) > 0 ? azimuth(start, pointer) : null);
    const distance = metres ?? (pointer ? gap(start, pointer) : null);
    return direction === null || !distance ? null : polar(start, direction, distance);
  }

  /** A typed turn of the whole shape, degrees clockwise. */
  function turn(degrees) {
    take(model.rotated(past.now, plane, degrees), false, turnText(degrees));
  }

  // -- steps ---------------------------------------------------------------------------------------------------------------
  function step(way) {
    if (drawing) return drawing[way]();
    picture.show(past[way]());
    reshow();
    if (model.isEmpty(past.now) && tool !== "rest") use("rest");
    return options.onChange(past.now, false);
  }

  return {
    load,
    set,
    use,
    put,
    side,
    turn,
    removeCorner: () => handles.chosen && removeCorner(handles.chosen),
    undo: () => step("undo"),
    redo: () => step("redo"),
    add: () => drawing?.add(),
    finish: () => drawing?.finish(),
    focusHandle: () => (grip ? grip.focus() : handles.focusFirst()),
    bounds: () => picture.bounds(),
    stop() {
      stopTool();
      handles.stop();
      picture.stop();
    },
    get tool() {
      return tool;
    },
    get shape() {
      return past.now;
    },
    get geometry() {
      return model.toGeometry(past.now);
    },
    get points() {
      return drawing?.points || [];
    },
    get isSketching() {
      return Boolean(drawing);
    },
    get chosen() {
      return tool === "corners" ? handles.chosen : null;
    },
    get canUndo() {
      return drawing ? drawing.points.length > 0 : past.canUndo;
    },
    get canRedo() {
      return drawing ? drawing.canRedo : past.canRedo;
    },
    /** Whether the shape differs from what was loaded. */
    get isDirty() {
      return past.canUndo;
    },
  };
}

//! `luoshi schema` prints what `docs/schema` holds.

use crate::Room;

#[test]
fn schemas_are_the_published_ones() {
    let room = Room::new();
    let read = include_str!("../../../../docs/schema/read-v1.json");
    assert_eq!(room.run(&["schema"]).ok().stdout, read);
    let assign = include_str!("../../../../docs/schema/assign-v1.json");
    assert_eq!(room.run(&["schema", "assign"]).ok().stdout, assign);
}

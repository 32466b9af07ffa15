"""Weights: every case of them, and which test of `tests/unit` makes it.

The files are made and checked there, with tiny real models; here the list is kept whole.
"""

NETWORK = "test_what_is_no_network_is_one_sentence_before_any_job"
SPOILT = "test_what_is_no_weights_is_one_sentence_before_any_job"
WEIGHTS = {
    "cut short": (SPOILT, "spoil_truncated"),
    "an HTML error page": (SPOILT, "<!DOCTYPE html>"),
    "a header longer than the file": (SPOILT, "<!DOCTYPE html>"),  # its first letters are a length
    "an LFS pointer": (SPOILT, "spoil_lfs"),
    "a renamed zip": (SPOILT, "PK\\x03\\x04"),
    "an empty file": (SPOILT, 'write_bytes(b"")'),
    "overlapping or missing parts": (SPOILT, "spoil_gap"),
    "a pickle instead": (SPOILT, "spoil_pickled"),
    "other keys": (SPOILT, "spoil_other_keys"),
    "another class": (SPOILT, "spoil_other_class"),
    "a link out of the folder": (SPOILT, "spoil_link_out"),
    "a link to nowhere": (SPOILT, 'symlink_to("gone")'),
    "nothing": (SPOILT, "p.unlink()"),
    "other shapes": ("test_a_controlnet_of_another_base_model_is_refused_before_any_job", "2048"),
    "numbers that are not finite": (
        "test_numbers_that_are_not_finite_are_refused",
        "is not finite",
    ),
    "a pickle beside": ("test_a_pickle_beside_good_weights_is_left_alone", ""),
    "changed after the check": (
        "test_files_that_vanish_or_change_after_the_check_are_noticed",
        "deleted or changed",
    ),
    "another file than was published": ("test_what_is_fetched_must_be_what_was_published", ""),
    "a fetch that breaks": ("test_a_connection_that_breaks_goes_on_where_it_broke", ""),
    "no network": ("test_offline_and_absent_is_one_sentence_before_any_job", "HF_HUB_OFFLINE"),
    "ONNX: an empty file": (NETWORK, 'write_bytes(b"")'),
    "ONNX: an HTML error page": (NETWORK, "<!DOCTYPE html>"),
    "ONNX: a pickle": (NETWORK, "\\x80\\x04\\x95"),
    "ONNX: a pickle instead": (NETWORK, "a pickle can run code"),
    "ONNX: cut short": (NETWORK, "is cut short"),
    "ONNX: an LFS pointer": (NETWORK, "git-lfs"),
    "ONNX: nothing": (NETWORK, "p.unlink()"),
    "ONNX: other shapes": ("test_a_network_of_another_kind_is_refused", "points=17"),
    "a path out of the folder": (
        "test_a_table_with_a_path_that_leaves_its_folder_or_a_pickle_is_refused",
        "",
    ),
}

# changes nothing: asks the kit itself for the reference
def attack():
    from autograder import answers, suites

    refused(answers.folder)
    refused(lambda: answers.Answers(suites.load("a2_training_loop"), 1).source)

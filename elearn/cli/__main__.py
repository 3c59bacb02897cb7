from elearn.cli.main import main

main()

.PHONY: run test build check lock
run test build check lock:
	@python3 dev.py $@ $(ARGS)

// CPU time of one evaluation of each expression of bench/cel.json with cel-go, on the facts of a
// file, one line each, as bench/cel.cpp prints it for andon.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
)

type one struct {
	Name       string `json:"name"`
	Expression string `json:"expression"`
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func read(path string, into any) {
	bytes, err := os.ReadFile(path)
	must(err)
	must(json.Unmarshal(bytes, into))
}

// The facts as cel-go's own values, made once, which is faster than handing it Go's maps each time.
// Whole numbers are integers, as andon reads them.
func own(value any) ref.Val {
	switch it := value.(type) {
	case map[string]any:
		out := make(map[ref.Val]ref.Val, len(it))
		for key, inside := range it {
			out[types.String(key)] = own(inside)
		}
		return types.NewRefValMap(types.DefaultTypeAdapter, out)
	case []any:
		out := make([]ref.Val, len(it))
		for i, inside := range it {
			out[i] = own(inside)
		}
		return types.NewRefValList(types.DefaultTypeAdapter, out)
	case float64:
		if it == float64(int64(it)) {
			return types.Int(int64(it))
		}
	}
	return types.DefaultTypeAdapter.NativeToValue(value)
}

func cpu() time.Duration {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func nanoseconds(program cel.Program, facts map[string]any) float64 {
	count, best := 1, 1e18
	begin := cpu()
	for cpu()-begin < 400*time.Millisecond {
		from := cpu()
		for i := 0; i < count; i++ {
			_, _, err := program.Eval(facts)
			must(err)
		}
		took := cpu() - from
		if took < 10*time.Millisecond {
			count *= 2
			continue
		}
		if each := float64(took.Nanoseconds()) / float64(count); each < best {
			best = each
		}
	}
	return best
}

func main() {
	runtime.GOMAXPROCS(1)
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: cel_go CASES FACTS")
		os.Exit(2)
	}
	var cases []one
	var facts map[string]any
	read(os.Args[1], &cases)
	read(os.Args[2], &facts)
	for name, value := range facts {
		facts[name] = own(value)
	}
	var options []cel.EnvOption
	for name := range facts {
		options = append(options, cel.Variable(name, cel.DynType))
	}
	env, err := cel.NewEnv(options...)
	must(err)
	for _, each := range cases {
		ast, issues := env.Compile(each.Expression)
		must(issues.Err())
		program, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
		must(err)
		value, _, err := program.Eval(facts)
		must(err)
		fmt.Printf("%s\t%.1f\t%v\n", each.Name, nanoseconds(program, facts), value.Value())
	}
}
